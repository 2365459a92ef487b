import {
  type ExchangeHandler,
  FieldTemplate,
  type ReceivedFields,
  type ServedExchange,
} from "../../exchange/exchange.ts";
import { ignoringHandler } from "../../exchange/ignoring-handler.ts";
import type { CallHost } from "../../server/call-host.ts";
import { PassingExchange } from "../passing-exchange.ts";
import { plainTemplate, respondPlain } from "../plain-response.ts";
import { pathOf } from "../request-path.ts";
import {
  namesOf,
  ownsPath,
  type RecognizedRequest,
  recognizeRequest,
  type ServerProtocol,
} from "../server-protocol.ts";
import { type CorsOptions, CorsPolicy, type OriginDecision } from "./cors-policy.ts";

const permitted = /*@__PURE__*/ new FieldTemplate([":status", "204"]);
const forbidden = /*@__PURE__*/ plainTemplate("403");

const NOTHING = new Uint8Array(0);

/** A request with an origin, which the server's policy decides about. */
abstract class OriginRequest implements RecognizedRequest {
  protected readonly policy: CorsPolicy;
  private readonly origin: string;
  private readonly path: string;

  constructor(policy: CorsPolicy, origin: string, path: string) {
    this.policy = policy;
    this.origin = origin;
    this.path = path;
  }

  abstract serve(
    host: CallHost,
    exchange: ServedExchange,
    section: ReceivedFields,
    endStream: boolean,
  ): ExchangeHandler;

  protected decide(host: CallHost): OriginDecision {
    try {
      return this.policy.decide(this.origin);
    } catch (error) {
      host.onHandlerError(error, this.path);
      return this.policy.denial;
    }
  }
}

/** A browser's question whether a script may make a request (Fetch, CORS-preflight request). */
class Preflight extends OriginRequest {
  serve(host: CallHost, exchange: ServedExchange): ExchangeHandler {
    const { isAllowed, fields } = this.decide(host);
    if (!isAllowed) {
      const text = "this origin may not call the server: add it to the option cors.origins\n";
      return respondPlain(exchange, forbidden, text, fields);
    }
    exchange.sendHeaders(permitted, [...fields, ...this.policy.preflightFields]);
    exchange.sendData(NOTHING, true);
    if (!exchange.remoteEnded) exchange.stopReading();
    return ignoringHandler;
  }
}

/** A request of a browser's script, of any protocol. */
class CrossOriginRequest extends OriginRequest {
  private readonly request: RecognizedRequest;

  constructor(request: RecognizedRequest, policy: CorsPolicy, origin: string, path: string) {
    super(policy, origin, path);
    this.request = request;
  }

  serve(
    host: CallHost,
    exchange: ServedExchange,
    section: ReceivedFields,
    endStream: boolean,
  ): ExchangeHandler {
    const crossing = new CrossOriginExchange(exchange, this.policy, this.decide(host));
    return this.request.serve(host, crossing, section, endStream);
  }
}

/** An exchange whose response has the fields that let a script read it. */
class CrossOriginExchange extends PassingExchange {
  private readonly policy: CorsPolicy;
  private readonly decision: OriginDecision;
  private sentHeaders: boolean;
  /** The fields that were extended last, and how many there were: `fits` is called before they are sent. */
  private extended: readonly string[] | undefined;
  private extendedLength: number;
  private result: readonly string[];

  constructor(inner: ServedExchange, policy: CorsPolicy, decision: OriginDecision) {
    super(inner);
    this.policy = policy;
    this.decision = decision;
    this.sentHeaders = false;
    this.extended = undefined;
    this.extendedLength = 0;
    this.result = [];
  }

  override fits(template: FieldTemplate, fields: readonly string[]): boolean {
    return this.inner.fits(template, this.sentHeaders ? fields : this.extend(template, fields));
  }

  override sendHeaders(template: FieldTemplate, fields: readonly string[]): void {
    this.sentHeaders = true;
    this.inner.sendHeaders(template, this.extend(template, fields));
  }

  override sendTrailers(template: FieldTemplate, fields: readonly string[]): void {
    const all = this.sentHeaders ? fields : this.extend(template, fields);
    this.inner.sendTrailers(template, all);
  }

  private extend(template: FieldTemplate, fields: readonly string[]): readonly string[] {
    if (fields === this.extended && fields.length === this.extendedLength) return this.result;
    const { isAllowed, fields: own } = this.decision;
    const all = [...fields, ...own];
    if (isAllowed) {
      const exposed = this.policy.exposedNames([...template.fields, ...fields]);
      if (exposed !== "") all.push("access-control-expose-headers", exposed);
    }
    this.extended = fields;
    this.extendedLength = fields.length;
    this.result = all;
    return all;
  }
}

/**
 * Returns protocols in one that lets scripts of other origins use them: it responds to a browser's
 * preflight requests by itself, and adds the fields of CORS to the responses to requests with an origin.
 */
export function corsProtocol(
  protocols: readonly ServerProtocol[],
  options: CorsOptions,
): ServerProtocol {
  const needs = protocols.flatMap((one) => one.crossOrigin ?? []);
  const policy = new CorsPolicy(options, needs);
  return {
    name: namesOf(protocols),
    ownsPath: (path) => ownsPath(protocols, path),
    recognize(section) {
      const { method, path, origin, preflightFor } = readOrigin(section.fields);
      if (origin === undefined) return recognizeRequest(protocols, section);
      if (method === "OPTIONS" && preflightFor) return new Preflight(policy, origin, path);
      return new CrossOriginRequest(recognizeRequest(protocols, section), policy, origin, path);
    },
  };
}

function readOrigin(fields: readonly string[]) {
  let method: string | undefined;
  let path = "";
  let origin: string | undefined;
  let preflightFor = false;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i] === ":method") method = fields[i + 1];
    else if (fields[i] === ":path") path = pathOf(fields[i + 1] as string);
    else if (fields[i] === "origin") origin = fields[i + 1];
    else if (fields[i] === "access-control-request-method") preflightFor = true;
  }
  return { method, path, origin, preflightFor };
}

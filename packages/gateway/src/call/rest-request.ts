import {
  type CallHost,
  type ExchangeHandler,
  type FieldTemplate,
  type ReceivedFields,
  type RecognizedRequest,
  type ServedExchange,
  type ServedMethod,
  StatusError,
  withoutStack,
} from "@tramline/rpc";
import { ignoringHandler, observed, observeRefusal, unprocessed } from "@tramline/rpc/internal";
import { CallFields } from "../headers/incoming.ts";
import { badRequest } from "../request/bad-request.ts";
import { HTTP_BODY } from "../rule/binding.ts";
import type { RouteMatch } from "../template/router.ts";
import { RequestDecoder } from "./request-decoder.ts";
import { respondStatus } from "./respond-status.ts";
import type { RestCallHead } from "./rest-call-head.ts";
import type { RestHead } from "./rest-head.ts";
import type { RestMethod } from "./rest-method.ts";
import { RestStreamCall } from "./rest-stream-call.ts";
import { RestUnaryCall } from "./rest-unary-call.ts";

const ObservedUnaryCall = /*@__PURE__*/ observed<RestCallHead>(RestUnaryCall);
const ObservedStreamCall = /*@__PURE__*/ observed<RestCallHead>(RestStreamCall);

/** The reason for which a request does not become a call. */
interface Problem {
  readonly error: StatusError;
  /** Default: by the code. */
  readonly httpStatus?: number;
  readonly fields?: readonly string[];
}

/** A request with a route. Finds the method that serves it once, for all requests with the same fields. */
export class RestRequest implements RecognizedRequest, RestCallHead {
  readonly rest: RestMethod;
  readonly request: RestHead;
  readonly decoder: RequestDecoder;
  readonly queryMessage: undefined;
  private readonly section: ReceivedFields;
  private served: ServedMethod | undefined;

  constructor(section: ReceivedFields, head: RestHead, match: RouteMatch<RestMethod>) {
    const rest = match.route.target;
    this.rest = rest;
    this.request = head;
    this.decoder = new RequestDecoder(rest, head, match.segments);
    this.queryMessage = undefined;
    this.section = new CallFields(section, rest.settings.incomingHeader);
    this.served = undefined;
  }

  get timeoutMs(): number {
    return this.request.timeoutMs;
  }

  get encoding(): string | undefined {
    return this.request.encoding;
  }

  get acceptEncoding(): string | undefined {
    return this.request.acceptEncoding;
  }

  get contentLength(): number {
    return this.request.contentLength;
  }

  serve(
    host: CallHost,
    exchange: ServedExchange,
    _section: ReceivedFields,
    endStream: boolean,
  ): ExchangeHandler {
    if (this.request.isForeign) return this.respond(host, exchange, { error: foreign() });
    let { served } = this;
    if (served === undefined) {
      const found = withoutStack(() => this.findMethod(host));
      if ("error" in found) return this.respond(host, exchange, found);
      served = found;
      this.served = served;
    }
    const refusal = host.admit(served);
    if (refusal !== undefined) {
      const error = refusal === "unprocessed" ? unprocessed() : refusal;
      return this.respond(host, exchange, { error });
    }
    const call = this.createCall(host, served, exchange);
    // The exchange's events reach the call from here on: it may be over when `start` returns.
    exchange.handler = call;
    call.start(endStream);
    return call;
  }

  private createCall(host: CallHost, served: ServedMethod, exchange: ServedExchange) {
    const { section } = this;
    const { observer, streamsResponses } = served;
    if (observer === undefined) {
      const Plain = streamsResponses ? RestStreamCall : RestUnaryCall;
      return new Plain(host, served, exchange, section, this);
    }
    const Observed = streamsResponses ? ObservedStreamCall : ObservedUnaryCall;
    return new Observed(observer, host, served, exchange, { section, head: this });
  }

  /** Returns the method that serves the request, or the error if no handler can. */
  private findMethod({ methods, settings }: CallHost): ServedMethod | Problem {
    const { binding, codec } = this.rest;
    const { path } = binding.method;
    const served = methods.find(path);
    if (served?.handler === undefined) {
      return { error: new StatusError("UNIMPLEMENTED", methods.describeMissing(path)) };
    }
    if (served.streamsRequests) {
      const text = `method ${path} takes a stream of requests, which REST does not support; call it by gRPC or Connect`;
      return { error: new StatusError("UNIMPLEMENTED", text) };
    }
    return this.problem(settings) ?? served.codedBy(codec);
  }

  private problem({ compressors }: CallHost["settings"]): Problem | undefined {
    const { brokenTimeout, contentType, encoding, isJson } = this.request;
    if (brokenTimeout !== undefined) {
      const got = JSON.stringify(brokenTimeout);
      return {
        error: badRequest(`invalid grpc-timeout: expected at most 8 digits and a unit, got ${got}`),
      };
    }
    if (!isJson && this.takesJson) {
      return {
        error: badRequest(
          `invalid content-type: expected application/json, got ${JSON.stringify(contentType)}`,
        ),
        httpStatus: 415,
        fields: ["accept-post", "application/json"],
      };
    }
    if (encoding !== undefined && compressors.find(encoding) === undefined) {
      return {
        error: badRequest(
          `invalid content-encoding: expected one of ${compressors.acceptEncoding}, got ${JSON.stringify(encoding)}`,
        ),
        httpStatus: 415,
        fields: ["accept-encoding", compressors.acceptEncoding],
      };
    }
    return undefined;
  }

  private get takesJson(): boolean {
    const { body, method } = this.rest.binding;
    if (body === undefined) return false;
    return (body === "*" ? method.input : body.message)?.typeName !== HTTP_BODY;
  }

  private respond(host: CallHost, exchange: ServedExchange, problem: Problem): ExchangeHandler {
    const { error, ...response } = problem;
    host.onCallFailed();
    const isHead = this.request.httpMethod === "HEAD";
    respondStatus(exchange, error, this.rest.settings.printJson, { ...response, isHead });
    if (!exchange.remoteEnded) exchange.stopReading();
    observeRefusal(host, this.rest.binding.method.path, this.section.fields, error);
    return ignoringHandler;
  }
}

/** The error of a request that a page of another origin may have sent without permission. */
function foreign(): StatusError {
  const text =
    "a page of another origin must send POST requests with a content-type that needs permission, such as " +
    "application/json, and be permitted by the server's option cors";
  return withoutStack(() => new StatusError("PERMISSION_DENIED", text));
}

/** A fixed response, such as 404 for a path without a route. */
export class FixedResponse implements RecognizedRequest {
  private readonly template: FieldTemplate;
  private readonly fields: readonly string[];
  private readonly body: Uint8Array;

  constructor(template: FieldTemplate, fields: readonly string[], body: Uint8Array) {
    this.template = template;
    this.fields = fields;
    this.body = body;
  }

  serve(_host: CallHost, exchange: ServedExchange): ExchangeHandler {
    exchange.sendHeaders(this.template, this.fields);
    exchange.sendData(this.body.slice(), true);
    if (!exchange.remoteEnded) exchange.stopReading();
    return ignoringHandler;
  }
}

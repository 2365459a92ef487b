import type { Codec } from "../../codec/codec.ts";
import {
  type ExchangeHandler,
  FIELDS_TOO_LARGE,
  type FieldTemplate,
  type ReceivedFields,
  type ServedExchange,
} from "../../exchange/exchange.ts";
import { ignoringHandler } from "../../exchange/ignoring-handler.ts";
import type { CallHost } from "../../server/call-host.ts";
import type { ServedMethod } from "../../server/served-method.ts";
import { StatusError } from "../../status/status-error.ts";
import { withoutStack } from "../../status/without-stack.ts";
import { ContentTemplates } from "../content-templates.ts";
import type { FramedHead } from "../framed-call.ts";
import { observeRefusal } from "../observe-refusal.ts";
import { observed } from "../observed-call.ts";
import { plainTemplate, respondPlain } from "../plain-response.ts";
import { type RecognizedRequest, type ServerProtocol, unprocessed } from "../server-protocol.ts";
import {
  encodeEnd,
  encodeError,
  errorTemplate,
  prefixTrailers,
  statusTemplate,
  trailerFields,
} from "./connect-error.ts";
import { ConnectHead } from "./connect-head.ts";
import { ConnectStreamCall } from "./connect-stream-call.ts";
import { ConnectUnaryCall, type UnaryHead } from "./connect-unary-call.ts";

const ObservedStreamCall = /*@__PURE__*/ observed<FramedHead>(ConnectStreamCall);
const ObservedUnaryCall = /*@__PURE__*/ observed<UnaryHead>(ConnectUnaryCall);

const unaryTemplates = /*@__PURE__*/ new ContentTemplates("application/");
/** Caches must keep compressed and other responses apart. */
const getTemplates = /*@__PURE__*/ new ContentTemplates("application/", [
  "vary",
  "accept-encoding",
]);
const streamTemplates = /*@__PURE__*/ new ContentTemplates("application/connect+");

/** An HTTP response that is not Connect's. */
class PlainResponse {
  readonly template: FieldTemplate;
  readonly fields: readonly string[];
  readonly text: string;

  constructor(template: FieldTemplate, fields: readonly string[], text: string) {
    this.template = template;
    this.fields = fields;
    this.text = text;
  }
}

const methodNotAllowed = /*@__PURE__*/ plainTemplate("405");
const unsupportedMediaType = /*@__PURE__*/ plainTemplate("415");

/** A method that is served, with its calls' constant fields. */
interface FoundMethod {
  readonly served: ServedMethod;
  readonly responseTemplate: FieldTemplate;
}

/** A Connect request with the method that serves it, once that was found. */
class ConnectRequest extends ConnectHead implements RecognizedRequest, FramedHead, UnaryHead {
  readonly encodingField: string;
  private readonly fields: readonly string[];
  private found: FoundMethod | undefined;

  constructor(fields: readonly string[]) {
    super(fields);
    this.encodingField = "connect-content-encoding";
    this.fields = fields;
    this.found = undefined;
  }

  get queryMessage(): Uint8Array | undefined {
    return this.query?.message;
  }

  get responseTemplate(): FieldTemplate {
    return (this.found as FoundMethod).responseTemplate;
  }

  serve(
    host: CallHost,
    exchange: ServedExchange,
    section: ReceivedFields,
    endStream: boolean,
  ): ExchangeHandler {
    let { found } = this;
    if (found === undefined) {
      const result = withoutStack(() => this.findMethod(host, section));
      if (result instanceof StatusError) return this.respond(host, exchange, result);
      if (result instanceof PlainResponse) {
        host.onCallFailed();
        return respondPlain(exchange, result.template, result.text, result.fields);
      }
      found = { served: result, responseTemplate: this.templateOf(result.codec) };
      this.found = found;
    }
    const { served } = found;
    const refusal = host.admit(served);
    if (refusal !== undefined) {
      return this.respond(host, exchange, refusal === "unprocessed" ? unprocessed() : refusal);
    }
    const call = this.createCall(host, served, exchange, section);
    // The exchange's events reach the call from here on: it may be over when `start` returns.
    exchange.handler = call;
    call.start(endStream);
    return call;
  }

  private createCall(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
  ) {
    const { observer } = served;
    if (observer === undefined) {
      return this.isStream
        ? new ConnectStreamCall(host, served, exchange, section, this)
        : new ConnectUnaryCall(host, served, exchange, section, this);
    }
    const Observed = this.isStream ? ObservedStreamCall : ObservedUnaryCall;
    return new Observed(observer, host, served, exchange, { section, head: this });
  }

  private templateOf(codec: Codec): FieldTemplate {
    if (this.isStream) return streamTemplates.of(codec);
    return (this.query === undefined ? unaryTemplates : getTemplates).of(codec);
  }

  /** The method that serves the request, or the response to one that no handler sees. */
  private findMethod(
    { methods, settings }: CallHost,
    section: ReceivedFields,
  ): ServedMethod | StatusError | PlainResponse {
    if (section.malformed === FIELDS_TOO_LARGE) {
      const text = `the request's metadata has more than ${settings.maxMetadataBytes} bytes`;
      return new StatusError("RESOURCE_EXHAUSTED", text);
    }
    const served =
      methods.find(this.path) ??
      (this.isStream
        ? methods.unknown?.serve(this.path, this.codec)
        : methods.unknown?.serveUnary(this.path, this.codec));
    if (served === undefined) {
      return new StatusError("UNIMPLEMENTED", methods.describeMissing(this.path));
    }
    const { kind, idempotency, path } = served.method;
    const allowsGet = kind === "unary" && idempotency === "noSideEffects";
    if (this.method !== "POST" && !(allowsGet && this.method === "GET" && !this.isStream)) {
      const allow = allowsGet ? "GET, POST" : "POST";
      const text = `${path} is called by ${allow}, not by ${this.method}\n`;
      return new PlainResponse(methodNotAllowed, ["allow", allow], text);
    }
    const codec = served.isUnknown ? served.codec : settings.codecs.get(this.codec);
    if (codec === undefined || (kind !== "unary") !== this.isStream) {
      const prefix = kind === "unary" ? "application/" : "application/connect+";
      const accepted = [...settings.codecs.keys()].map((name) => prefix + name).join(", ");
      const text = `${path} takes ${accepted}\n`;
      return new PlainResponse(unsupportedMediaType, ["accept-post", accepted], text);
    }
    if (served.handler === undefined) {
      return new StatusError("UNIMPLEMENTED", methods.describeMissing(path));
    }
    return this.problem(settings) ?? served.codedBy(codec);
  }

  /** The mistake in a request for a method that is served, if there is one. */
  private problem({ compressors }: CallHost["settings"]): StatusError | undefined {
    const { brokenTimeout, encoding, query, version } = this;
    const expected = query === undefined ? "1" : "v1";
    if (version !== undefined && version !== expected) {
      const name = query === undefined ? "connect-protocol-version" : "parameter connect";
      return invalid(`invalid ${name}: expected ${expected}, got ${JSON.stringify(version)}`);
    }
    if (brokenTimeout !== undefined) {
      const got = JSON.stringify(brokenTimeout);
      return invalid(`invalid connect-timeout-ms: expected at most 10 digits, got ${got}`);
    }
    if (encoding !== undefined && compressors.find(encoding) === undefined) {
      return new StatusError(
        "UNIMPLEMENTED",
        `compression ${JSON.stringify(encoding)} is not supported; accepted: ${compressors.shown}`,
      );
    }
    if (query !== undefined && query.message === undefined) {
      return invalid("invalid parameter message: expected the request, in base64 with base64=1");
    }
    return undefined;
  }

  private respond(host: CallHost, exchange: ServedExchange, error: StatusError): ExchangeHandler {
    host.onCallFailed();
    const codec = host.settings.codecs.get(this.codec);
    const trailers = trailerFields(error, undefined);
    if (this.isStream && codec !== undefined) {
      exchange.sendHeaders(streamTemplates.of(codec), []);
      exchange.sendData(encodeEnd(error, trailers), true);
    } else {
      const isUnknown =
        error.code === "UNIMPLEMENTED" && host.methods.find(this.path) === undefined;
      // HTTP clients that do not know Connect understand this status.
      const template = isUnknown ? statusTemplate("404") : errorTemplate(error.code);
      exchange.sendHeaders(template, prefixTrailers(trailers));
      exchange.sendData(encodeError(error), true);
    }
    if (!exchange.remoteEnded) exchange.stopReading();
    observeRefusal(host, this.path, this.fields, error);
    return ignoringHandler;
  }
}

function invalid(text: string): StatusError {
  return new StatusError("INVALID_ARGUMENT", text);
}

/**
 * Connect (Connect Protocol Reference): unary calls by POST with `application/proto` and
 * `application/json`, by GET where a method has no side effects, and streams with
 * `application/connect+proto` and `application/connect+json`; other codecs of the server as well.
 */
export const connectProtocol: ServerProtocol = {
  name: "Connect",
  crossOrigin: {
    methods: ["GET", "POST"],
    requestHeaders: [
      "content-type",
      "content-encoding",
      "connect-protocol-version",
      "connect-timeout-ms",
      "connect-content-encoding",
      "connect-accept-encoding",
      "grpc-previous-rpc-attempts",
    ],
    responseHeaders: [],
  },
  recognize({ fields }) {
    const request = new ConnectRequest(fields);
    return request.isConnect ? request : undefined;
  },
};

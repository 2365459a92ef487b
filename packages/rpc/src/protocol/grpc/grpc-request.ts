import type { Codec } from "../../codec/codec.ts";
import {
  type ExchangeHandler,
  FIELDS_TOO_LARGE,
  type FieldTemplate,
  type ReceivedFields,
  ResetCode,
  type ServedExchange,
} from "../../exchange/exchange.ts";
import { ignoringHandler } from "../../exchange/ignoring-handler.ts";
import type { CallHost, Refusal } from "../../server/call-host.ts";
import { ServedMethod } from "../../server/served-method.ts";
import { StatusError } from "../../status/status-error.ts";
import { withoutStack } from "../../status/without-stack.ts";
import type { ExchangeCall } from "../exchange-call.ts";
import type { FramedHead } from "../framed-call.ts";
import { respondPlain } from "../plain-response.ts";
import type { RecognizedRequest, ServerProtocol } from "../server-protocol.ts";
import { GrpcServerCall } from "./grpc-server-call.ts";
import { RequestHead } from "./request-head.ts";
import {
  codecTemplate,
  errorFields,
  methodNotAllowed,
  responseTemplate,
  shortErrorFields,
} from "./response-fields.ts";

/** A gRPC request with the method that serves it, once that was found. */
export class GrpcRequest extends RequestHead implements RecognizedRequest, FramedHead {
  responseTemplate: FieldTemplate;
  readonly encodingField: string;
  private served: ServedMethod | undefined;

  /** @param contentName the content-type of its protocol, without codec. Default: gRPC's */
  constructor(fields: readonly string[], contentName?: string) {
    super(fields, contentName);
    this.responseTemplate = responseTemplate(this.contentType);
    this.encodingField = "grpc-encoding";
    this.served = undefined;
  }

  serve(
    host: CallHost,
    exchange: ServedExchange,
    section: ReceivedFields,
    endStream: boolean,
  ): ExchangeHandler {
    let { served } = this;
    if (served === undefined) {
      const found = withoutStack(() => this.findMethod(host, section));
      if (!(found instanceof ServedMethod)) return this.respond(host, exchange, found);
      served = found;
      this.served = served;
      this.responseTemplate = this.templateOf(served.codec);
    }
    const refusal = host.admit(served);
    if (refusal !== undefined) return this.refuse(host, exchange, refusal);
    const call = this.createCall(host, served, exchange, section);
    // The exchange's events reach the call from here on: it may be over when `start` returns.
    exchange.handler = call;
    call.start(endStream);
    return call;
  }

  protected createCall(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
  ): ExchangeCall {
    return new GrpcServerCall(host, served, exchange, section, this);
  }

  /** The constant fields of responses whose messages have the encoding of a codec. */
  protected templateOf(codec: Codec): FieldTemplate {
    return codecTemplate(codec) ?? this.responseTemplate;
  }

  /**
   * The method that serves the request, or the status for one that no handler sees; an HTTP response when
   * it is not a gRPC request at all.
   */
  private findMethod(
    host: CallHost,
    section: ReceivedFields,
  ): ServedMethod | StatusError | FieldTemplate {
    const { methods, settings } = host;
    if (section.malformed === FIELDS_TOO_LARGE) {
      const text = `the request's metadata has more than ${settings.maxMetadataBytes} bytes`;
      return new StatusError("RESOURCE_EXHAUSTED", text);
    }
    if (this.method !== "POST") return methodNotAllowed;
    const served = methods.find(this.path) ?? methods.unknown?.serve(this.path, this.codec);
    if (served?.handler === undefined) {
      return new StatusError("UNIMPLEMENTED", methods.describeMissing(this.path));
    }
    const codec = served.isUnknown ? served.codec : settings.codecs.get(this.codec);
    if (codec === undefined) {
      const names = [...settings.codecs.keys()].map((name) => `${this.contentName}+${name}`);
      const text = `content-type "${this.contentType}" is not supported; send ${names.join(" or ")}`;
      return new StatusError("UNIMPLEMENTED", text);
    }
    if (this.brokenTimeout !== undefined) {
      return new StatusError("INTERNAL", `malformed grpc-timeout "${this.brokenTimeout}"`);
    }
    const { compressors } = settings;
    if (this.encoding !== undefined && compressors.find(this.encoding) === undefined) {
      return new StatusError(
        "UNIMPLEMENTED",
        `grpc-encoding "${this.encoding}" is not supported; accepted: ${compressors.shown}`,
        { metadata: {} },
      );
    }
    return served.codedBy(codec);
  }

  protected refuse(host: CallHost, exchange: ServedExchange, refusal: Refusal): ExchangeHandler {
    if (refusal !== "unprocessed") return this.respond(host, exchange, refusal);
    exchange.reset(ResetCode.REFUSED_STREAM);
    return ignoringHandler;
  }

  protected respond(
    host: CallHost,
    exchange: ServedExchange,
    problem: StatusError | FieldTemplate,
  ): ExchangeHandler {
    host.onCallFailed();
    if (problem instanceof StatusError) {
      const codec = host.settings.codecs.get(this.codec);
      if (codec !== undefined) this.responseTemplate = this.templateOf(codec);
      let fields = errorFields(problem, undefined);
      // It may repeat what the client sent, a path of any length.
      if (!exchange.fits(this.responseTemplate, fields)) fields = shortErrorFields(problem);
      if (this.encoding !== undefined) {
        fields.push("grpc-accept-encoding", host.settings.compressors.acceptEncoding);
      }
      exchange.sendTrailers(this.responseTemplate, fields);
    } else {
      return respondPlain(exchange, problem, "gRPC calls are POST requests\n");
    }
    if (!exchange.remoteEnded) exchange.stopReading();
    return ignoringHandler;
  }
}

/** gRPC over HTTP/2 (PROTOCOL-HTTP2): requests of content type `application/grpc`. */
export const grpcProtocol: ServerProtocol = {
  name: "gRPC",
  needsTrailers: true,
  recognize(section) {
    return ifGrpc(new GrpcRequest(section.fields), section);
  },
};

/** Returns a request whose content type is gRPC's; undefined for others. */
export function ifGrpc(request: GrpcRequest, section: ReceivedFields): GrpcRequest | undefined {
  // The content type of fields that were cut off may be among what is missing.
  const isCut =
    section.malformed === FIELDS_TOO_LARGE &&
    request.contentType === "" &&
    request.method !== "GET";
  return request.isGrpc || isCut ? request : undefined;
}

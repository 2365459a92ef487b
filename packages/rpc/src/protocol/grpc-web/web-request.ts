import { type Codec, protobufCodec } from "../../codec/codec.ts";
import type {
  ExchangeHandler,
  FieldTemplate,
  ReceivedFields,
  ServedExchange,
} from "../../exchange/exchange.ts";
import type { CallHost, Refusal } from "../../server/call-host.ts";
import { ContentTemplates } from "../content-templates.ts";
import { isGrpcContentType } from "../grpc/content-type.ts";
import { ObservedGrpcRequest } from "../grpc/observed-grpc-request.ts";
import { type ServerProtocol, unprocessed } from "../server-protocol.ts";
import { TextExchange, type TextModes } from "./text-exchange.ts";
import { WebExchange } from "./web-exchange.ts";

const WEB = "application/grpc-web";
const TEXT = "application/grpc-web-text";

const binaryTemplates = /*@__PURE__*/ new ContentTemplates(`${WEB}+`);
const textTemplates = /*@__PURE__*/ new ContentTemplates(`${TEXT}+`);

/**
 * A gRPC-Web request: a gRPC request but for the exchange, which has the trailers in the body, and in text
 * mode the bodies in base64.
 */
class WebRequest extends ObservedGrpcRequest implements TextModes {
  readonly isTextRequest: boolean;
  readonly isTextResponse: boolean;

  constructor(fields: readonly string[], contentName: string, accept: string) {
    super(fields, contentName);
    this.isTextRequest = contentName === TEXT;
    this.isTextResponse = accept.includes(WEB) ? accept.includes(TEXT) : this.isTextRequest;
    this.responseTemplate = this.templateOf(protobufCodec);
  }

  protected override templateOf(codec: Codec): FieldTemplate {
    return (this.isTextResponse ? textTemplates : binaryTemplates).of(codec);
  }

  override serve(
    host: CallHost,
    exchange: ServedExchange,
    section: ReceivedFields,
    endStream: boolean,
  ): ExchangeHandler {
    if (!this.isTextRequest && !this.isTextResponse) {
      return super.serve(host, new WebExchange(exchange), section, endStream);
    }
    const text = new TextExchange(exchange, this);
    const call = super.serve(host, text, section, endStream);
    return this.isTextRequest && text.handler === call ? text : call;
  }

  /** A browser does not repeat what was reset: it receives a status in any case. */
  protected override refuse(
    host: CallHost,
    exchange: ServedExchange,
    refusal: Refusal,
  ): ExchangeHandler {
    return super.refuse(host, exchange, refusal === "unprocessed" ? unprocessed() : refusal);
  }
}

/** gRPC-Web (PROTOCOL-WEB): `application/grpc-web` and, in base64, `application/grpc-web-text`. */
export const grpcWebProtocol: ServerProtocol = {
  name: "gRPC-Web",
  crossOrigin: {
    methods: ["POST"],
    requestHeaders: [
      "content-type",
      "grpc-accept-encoding",
      "grpc-encoding",
      "grpc-previous-rpc-attempts",
      "grpc-timeout",
      "x-grpc-web",
      "x-user-agent",
    ],
    responseHeaders: ["grpc-status", "grpc-message", "grpc-status-details-bin"],
  },
  recognize({ fields }) {
    let contentType = "";
    let accept = "";
    for (let i = 0; i + 1 < fields.length; i += 2) {
      if (fields[i] === "content-type") contentType = fields[i + 1] as string;
      else if (fields[i] === "accept") accept = fields[i + 1] as string;
    }
    if (isGrpcContentType(contentType, WEB)) return new WebRequest(fields, WEB, accept);
    if (isGrpcContentType(contentType, TEXT)) return new WebRequest(fields, TEXT, accept);
    return undefined;
  },
};

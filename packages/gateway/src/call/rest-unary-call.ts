import { HttpBody } from "@tramline/protobuf/google/api";
import { type Compressor, type DecodableType, type ServedMethod, StatusError } from "@tramline/rpc";
import { BareUnaryCall, metadataTooLarge } from "@tramline/rpc/internal";
import { responseHead, trailerFields } from "../headers/outgoing.ts";
import { type AnyMessage, valueOf } from "../request/set-field.ts";
import { clientError, errorFields, isTooLarge } from "./call-errors.ts";
import { respondStatus } from "./respond-status.ts";
import type { RestCallHead } from "./rest-call-head.ts";
import { JSON_TYPE, noFields, templateOf } from "./templates.ts";

const NOTHING = new Uint8Array(0);
const OCTETS = "application/octet-stream";

/** A unary method called by REST. */
export class RestUnaryCall extends BareUnaryCall {
  declare protected readonly head: RestCallHead;
  private contentType = JSON_TYPE;
  private isRequestTooLarge = false;

  override get messageType(): DecodableType<unknown> {
    return this.head.decoder;
  }

  override onReceiveError(error: StatusError, isViolation: boolean): void {
    this.isRequestTooLarge = isTooLarge(error);
    super.onReceiveError(clientError(error), isViolation);
  }

  protected override send(response: unknown): void {
    const { rest } = this.head;
    if (!rest.isRaw) {
      super.send(response);
      return;
    }
    const body = rawBody(this.served, response, rest.binding.responseBody);
    const { maxSendBytes } = this.served;
    if (body.data.length > maxSendBytes) {
      throw new StatusError(
        "RESOURCE_EXHAUSTED",
        `a body of ${body.data.length} bytes is larger than maxSendBytes (${maxSendBytes})`,
      );
    }
    this.response = body.data;
    this.contentType = body.contentType === "" ? OCTETS : body.contentType;
  }

  protected respond(body: Uint8Array, compressor: Compressor | undefined): void {
    if (this.isOver) return;
    this.host.onCallEnded();
    this.adoptLateTrailers();
    const { exchange, head } = this;
    const { fields, status = 200 } = responseHead(this.headers, head.rest.settings.outgoingHeader);
    const hasBody = status !== 204 && status !== 304;
    if (compressor !== undefined) {
      fields.push("content-encoding", compressor.name, "vary", "accept-encoding");
    }
    if (hasBody) fields.push("content-length", String(body.length));
    const template = templateOf(status, hasBody ? this.contentType : undefined);
    if (!exchange.fits(template, fields)) {
      this.refuse(metadataTooLarge("headers"));
      return;
    }
    const sent = hasBody && head.request.httpMethod !== "HEAD" ? body : NOTHING;
    const trailers = head.request.acceptsTrailers ? trailerFields(this.trailers) : [];
    exchange.sendHeaders(template, fields);
    if (trailers.length > 0 && exchange.fits(noFields, trailers)) {
      exchange.sendData(sent, false);
      exchange.sendTrailers(noFields, trailers);
    } else {
      exchange.sendData(sent, true);
    }
    this.noteSent(this.response.length, sent.length);
    this.release(undefined);
  }

  protected sendFailure(error: StatusError): void {
    const { settings } = this.head.rest;
    respondStatus(this.exchange, error, settings.printJson, {
      httpStatus: this.isRequestTooLarge ? 413 : undefined,
      fields: errorFields(this.headers, settings.outgoingHeader),
      isHead: this.head.request.httpMethod === "HEAD",
    });
  }
}

/** Returns the google.api.HttpBody that is the body of a response. */
export function rawBody(
  { method }: ServedMethod,
  response: unknown,
  field: Parameters<typeof valueOf>[1] | undefined,
): HttpBody {
  // A proxy's handlers return the encoded message, which its type decodes.
  const message = method.output.create(response ?? {});
  const body = field === undefined ? message : valueOf(message as AnyMessage, field);
  return HttpBody.create(body ?? {});
}

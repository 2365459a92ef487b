import { type DecodableType, encodeMessage, type StatusError } from "@tramline/rpc";
import { BareCall, headersSent, metadataTooLarge } from "@tramline/rpc/internal";
import { responseHead, trailerFields } from "../headers/outgoing.ts";
import { clientError, errorFields, isTooLarge } from "./call-errors.ts";
import { encodeStatus, respondStatus } from "./respond-status.ts";
import type { RestCallHead } from "./rest-call-head.ts";
import { rawBody } from "./rest-unary-call.ts";
import { endOf, failureOf, frameMessage, type StreamFormat, typeOf } from "./stream-format.ts";
import { noFields, templateOf } from "./templates.ts";

const NOTHING = new Uint8Array(0);

/** A method with a stream of responses called by REST: lines of JSON, server-sent events, or raw bytes. */
export class RestStreamCall extends BareCall {
  declare protected readonly head: RestCallHead;
  /** Of a raw stream: that of the first message, with which the headers leave. */
  private rawType = "application/octet-stream";
  private isRequestTooLarge = false;
  /** Headers wait for the first raw message, which has the content type. */
  private isHeadDue = false;

  override get messageType(): DecodableType<unknown> {
    return this.head.decoder;
  }

  override onReceiveError(error: StatusError, isViolation: boolean): void {
    this.isRequestTooLarge = isTooLarge(error);
    super.onReceiveError(clientError(error), isViolation);
  }

  /** Whether the response must not have a body (RFC 9110 section 9.3.2). */
  private get isHead(): boolean {
    return this.head.request.httpMethod === "HEAD";
  }

  private get format(): StreamFormat {
    if (this.head.rest.isRaw) return "raw";
    return this.head.request.wantsEvents ? "events" : "lines";
  }

  sendHeaders(): void {
    if (this.isOver) return;
    if (this.sentHeaders) throw headersSent();
    this.sentHeaders = true;
    this.isHeadDue = true;
    this.headers?.seal();
    if (this.format !== "raw") this.sendHead();
  }

  private sendHead(): void {
    if (!this.isHeadDue) return;
    const { exchange, head } = this;
    const { fields, status = 200 } = responseHead(this.headers, head.rest.settings.outgoingHeader);
    const template = templateOf(status, typeOf(this.format, this.rawType));
    if (!exchange.fits(template, fields)) throw metadataTooLarge("headers");
    this.isHeadDue = false;
    exchange.sendHeaders(template, fields);
  }

  protected send(response: unknown): void {
    const { format } = this;
    let body: Uint8Array;
    if (format === "raw") {
      const raw = rawBody(this.served, response, this.head.rest.binding.responseBody);
      if (raw.contentType !== "") this.rawType = raw.contentType;
      body = raw.data;
    } else {
      body = encodeMessage(this.served, response);
    }
    if (!this.sentHeaders) this.sendHeaders();
    this.sendHead();
    if (this.isHead) {
      // Its headers are all that it is for: the handler need not go on.
      this.sendOk();
      return;
    }
    const framed = frameMessage(format, body);
    this.exchange.sendData(framed, false);
    this.noteSent(body.length, framed.length);
  }

  protected sendOk(): void {
    if (!this.sentHeaders) this.sendHeaders();
    this.sendHead();
    this.host.onCallEnded();
    this.adoptLateTrailers();
    const { exchange } = this;
    const trailers = this.head.request.acceptsTrailers ? trailerFields(this.trailers) : [];
    const end = this.isHead ? NOTHING : endOf(this.format);
    if (trailers.length > 0 && exchange.fits(noFields, trailers)) {
      if (end.length > 0) exchange.sendData(end, false);
      exchange.sendTrailers(noFields, trailers);
    } else {
      exchange.sendData(end, true);
    }
    this.release(undefined);
  }

  protected sendFailure(error: StatusError): void {
    const { exchange } = this;
    const { settings } = this.head.rest;
    const { format, isHead } = this;
    if (this.sentHeaders && !this.isHeadDue) {
      // A body that has no place for a status must not look as if it were whole.
      if (format === "raw" || isHead) exchange.reset(RESET_INTERNAL);
      else exchange.sendData(failureOf(format, encodeStatus(error, settings.printJson)), true);
      return;
    }
    respondStatus(exchange, error, settings.printJson, {
      httpStatus: this.isRequestTooLarge ? 413 : undefined,
      fields: errorFields(this.headers, settings.outgoingHeader),
      isHead,
    });
  }
}

/** INTERNAL_ERROR (RFC 9113 section 7). */
const RESET_INTERNAL = 0x2;

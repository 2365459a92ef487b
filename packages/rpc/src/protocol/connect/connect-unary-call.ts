import type { Compressor } from "../../compression/compressor.ts";
import type { FieldTemplate } from "../../exchange/exchange.ts";
import type { StatusError } from "../../status/status-error.ts";
import type { BareHead } from "../bare-call.ts";
import { BareUnaryCall } from "../bare-unary-call.ts";
import { metadataTooLarge } from "../exchange-call.ts";
import { metadataFields } from "../grpc/response-fields.ts";
import {
  asClientError,
  encodeError,
  errorTemplate,
  prefixTrailers,
  statusTemplate,
  trailerFields,
} from "./connect-error.ts";

/** The head of a unary call. */
export interface UnaryHead extends BareHead {
  /** The constant fields of the response. */
  readonly responseTemplate: FieldTemplate;
}

/** A Connect call of a unary method: the bodies are the bare messages, and the status is HTTP's. */
export class ConnectUnaryCall extends BareUnaryCall {
  declare protected readonly head: UnaryHead;

  override onReceiveError(error: StatusError, isViolation: boolean): void {
    super.onReceiveError(asClientError(error), isViolation);
  }

  protected respond(body: Uint8Array, compressor: Compressor | undefined): void {
    if (this.isOver) return;
    this.host.onCallEnded();
    this.adoptLateTrailers();
    const { exchange } = this;
    const { responseTemplate } = this.head;
    const fields = this.responseFields(undefined);
    if (compressor !== undefined) fields.push("content-encoding", compressor.name);
    if (!exchange.fits(responseTemplate, fields)) {
      this.refuse(metadataTooLarge("headers and trailers"));
      return;
    }
    exchange.sendHeaders(responseTemplate, fields);
    exchange.sendData(body, true);
    this.noteSent(this.response.length, body.length);
    this.release(undefined);
  }

  private responseFields(error: StatusError | undefined): string[] {
    const fields = metadataFields(this.headers);
    fields.push(...prefixTrailers(trailerFields(error, this.trailers)));
    return fields;
  }

  protected sendFailure(error: StatusError): void {
    const { exchange } = this;
    // Nobody has the method: HTTP clients that do not know Connect understand this status.
    const isMissing = this.served.isUnknown && error.code === "UNIMPLEMENTED";
    const template = isMissing ? statusTemplate("404") : errorTemplate(error.code);
    let fields: string[];
    try {
      fields = this.responseFields(error);
    } catch {
      fields = [];
    }
    // A status that does not get through is worse than one without its metadata.
    if (!exchange.fits(template, fields)) fields = [];
    exchange.sendHeaders(template, fields);
    exchange.sendData(encodeError(error), true);
  }
}

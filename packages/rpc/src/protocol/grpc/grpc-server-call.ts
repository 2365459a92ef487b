import { StatusError } from "../../status/status-error.ts";
import { metadataTooLarge } from "../exchange-call.ts";
import { FramedCall } from "../framed-call.ts";
import {
  errorFields,
  metadataFields,
  NONE,
  noFields,
  okTrailers,
  shortErrorFields,
} from "./response-fields.ts";

/** A call that came by gRPC over HTTP/2 (PROTOCOL-HTTP2), or what carries the same fields and bytes. */
export class GrpcServerCall extends FramedCall {
  protected sendOkEnd(): void {
    if (this.isOver) return;
    this.host.onCallEnded();
    this.adoptLateTrailers();
    const fields = this.trailers === undefined ? NONE : metadataFields(this.trailers);
    if (fields !== NONE && !this.exchange.fits(okTrailers, fields)) {
      this.refuse(metadataTooLarge("trailers"));
      return;
    }
    this.exchange.sendTrailers(okTrailers, fields);
    this.release(undefined);
  }

  protected sendFailure(error: StatusError): void {
    const { exchange } = this;
    const { responseTemplate } = this.head;
    let fields: string[];
    try {
      fields = errorFields(error, this.trailers);
    } catch (cause) {
      fields = errorFields(StatusError.from(cause), undefined);
    }
    this.sendHeadersSet();
    // A status that does not get through is worse than one without its details.
    if (!exchange.fits(responseTemplate, fields)) fields = shortErrorFields(error);
    if (this.sentHeaders) this.behindMessages(() => exchange.sendTrailers(noFields, fields));
    else exchange.sendTrailers(responseTemplate, fields);
  }
}

import type { StatusError } from "../../status/status-error.ts";
import { FramedCall } from "../framed-call.ts";
import { asClientError, encodeEnd, trailerFields } from "./connect-error.ts";

/** A Connect call of a streaming method: its messages have gRPC's framing, its status is in the body. */
export class ConnectStreamCall extends FramedCall {
  override onReceiveError(error: StatusError, isViolation: boolean): void {
    super.onReceiveError(asClientError(error), isViolation);
  }

  protected sendOkEnd(): void {
    if (this.isOver) return;
    this.host.onCallEnded();
    this.adoptLateTrailers();
    this.exchange.sendData(encodeEnd(undefined, trailerFields(undefined, this.trailers)), true);
    this.release(undefined);
  }

  protected sendFailure(error: StatusError): void {
    let end: Uint8Array;
    try {
      end = encodeEnd(error, trailerFields(error, this.trailers));
    } catch {
      // Metadata that cannot be sent: the status matters more.
      end = encodeEnd(error, []);
    }
    this.sendHeadersSet();
    if (!this.sentHeaders) {
      this.sentHeaders = true;
      this.exchange.sendHeaders(this.head.responseTemplate, []);
    }
    this.behindMessages(() => this.exchange.sendData(end, true));
  }
}

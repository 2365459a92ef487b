import type { AnyMethodType } from "@tramline/protobuf";
import type { CallOptions } from "../service/call-options.ts";
import { StatusError } from "../status/status-error.ts";
import type { Attempt } from "./attempt.ts";
import { Call } from "./call.ts";
import { rejectToCaller } from "./reject-to-caller.ts";

/** One request, one response: the call behind a promise. */
export class UnaryCall<I, O> extends Call<I, O> {
  private readonly request: I;
  private readonly resolve: (response: O) => void;
  private readonly reject: (error: StatusError) => void;
  private response: O | undefined;
  private hasResponse: boolean;

  constructor(
    method: AnyMethodType,
    request: I,
    options: CallOptions,
    resolve: (response: O) => void,
    reject: (error: StatusError) => void,
  ) {
    super(method, options);
    this.request = request;
    this.resolve = resolve;
    this.reject = reject;
    this.response = undefined;
    this.hasResponse = false;
  }

  override get isStreaming(): boolean {
    return false;
  }

  override get wantedMessages(): number {
    return 1;
  }

  override onOpen(): void {
    try {
      (this.attempt as Attempt<I, O>).send(this.request, true, true);
    } catch (error) {
      this.abort(StatusError.from(error));
    }
  }

  /** The request is encoded again for each attempt: nothing is kept but itself. */
  override get isRepeatable(): boolean {
    return true;
  }

  override rewind(): void {}

  override onMessage(message: O): void {
    if (this.hasResponse) {
      // The code for a wrong number of messages, on either side (gRPC's doc/statuscodes.md).
      this.abort(new StatusError("UNIMPLEMENTED", "the server sent more than one response"));
      return;
    }
    this.hasResponse = true;
    this.response = message;
  }

  override onSendReady(): void {}

  protected override settle(error: StatusError | undefined): void {
    if (error !== undefined) {
      this.fail(error);
    } else if (this.hasResponse) {
      this.respond(this.response as O);
    } else {
      this.fail(new StatusError("UNIMPLEMENTED", "the server responded OK without a message"));
    }
  }

  /** Tells the user the error. */
  protected fail(error: StatusError): void {
    // An error that other calls have ended with as well stays what it is.
    if (error.call?.method !== this.method.path) this.reject(error);
    else rejectToCaller(error, this.resolve, this.reject);
  }

  /** Tells the user the response. */
  protected respond(response: O): void {
    this.resolve(response);
  }
}

import type { AnyMethodType } from "@tramline/protobuf";
import type { ReplayBuffer } from "../retry/replay-buffer.ts";
import type { CallOptions, SendOptions } from "../service/call-options.ts";
import type { MessageSource } from "../service/client.ts";
import { StatusError } from "../status/status-error.ts";
import type { Attempt } from "./attempt.ts";
import { type OnlyRequest, ReceivingCall } from "./receiving-call.ts";
import { rejectUnseen } from "./reject-to-caller.ts";

const sent: Promise<void> = Promise.resolve();

interface WaitingSend<I> {
  /** Undefined once the message has gone out and only room is waited for. */
  readonly message: I | undefined;
  readonly isLast: boolean;
  readonly compress: boolean;
  readonly resolve: () => void;
  /** Rejects the promise of `send`, which may go unseen. */
  readonly reject: (error: StatusError) => void;
}

/** A call with a stream of messages on one or both sides. What the user holds shows parts of it. */
export class StreamingCall<I, O> extends ReceivingCall<I, O> {
  private responsePromise: Promise<O> | undefined;
  private isHalfClosed: boolean;
  private error: StatusError | undefined;
  private waiting: WaitingSend<I>[];
  declare protected only: (WaitingSend<I> & OnlyRequest<I>) | undefined;
  /** The messages that were sent, until the server has responded, for another attempt. */
  private sentMessages: ReplayBuffer | undefined;

  constructor(method: AnyMethodType, options: CallOptions) {
    super(method, options);
    this.responsePromise = undefined;
    this.isHalfClosed = false;
    this.error = undefined;
    this.waiting = [];
    this.sentMessages = undefined;
  }

  /** The one response of a call that streams only its requests. */
  get response(): Promise<O> {
    this.responsePromise ??= this.readOnly();
    return this.responsePromise;
  }

  private async readOnly(): Promise<O> {
    const first = await this.responses.next();
    if (first.done === true) {
      throw new StatusError("UNIMPLEMENTED", "the server responded OK without a message");
    }
    const second = await this.responses.next();
    if (second.done !== true) {
      const error = new StatusError("UNIMPLEMENTED", "the server sent more than one response");
      this.abort(error);
      throw error;
    }
    return first.value;
  }

  /**
   * Sends a message. The promise is settled when there is room for the next one: at once, unless
   * the stream is still opening or the server does not keep up.
   *
   * A caller that does not await it misses no error: the responses report the end of the call, too.
   *
   * @throws StatusError (as a rejection) when the call is over, with the error that ended it
   */
  send(message: I, options?: SendOptions): Promise<void> {
    if (this.isOver || this.isHalfClosed) return rejectedSend(this.sendError());
    const compress = options?.compress !== false;
    if (!this.isOpen || this.waiting.length > 0) return this.wait(message, compress);
    try {
      const attempt = this.attempt as Attempt<I, O>;
      attempt.send(message, false, compress);
      if (attempt.isWritable) return sent;
      attempt.awaitReady();
    } catch (error) {
      const failure = StatusError.from(error);
      this.abort(failure);
      return rejectedSend(failure);
    }
    return this.wait(undefined, true);
  }

  override sendOnly(message: I): void {
    this.isHalfClosed = true;
    if (this.isOver) return;
    this.only = { message, isLast: true, compress: true, resolve() {}, reject() {} };
    this.waiting.push(this.only);
    if (this.isOpen) this.flush();
  }

  /** No message follows; those that wait go out first. */
  close(): Promise<void> {
    if (this.isOver || this.isHalfClosed) return sent;
    this.isHalfClosed = true;
    if (this.isOpen && this.waiting.length === 0) (this.attempt as Attempt<I, O>).halfClose();
    else if (this.isOpen) (this.attempt as Attempt<I, O>).awaitReady();
    return sent;
  }

  private wait(message: I | undefined, compress: boolean): Promise<void> {
    const promise: Promise<void> = new Promise((resolve, reject) => {
      this.waiting.push({
        message,
        isLast: false,
        compress,
        resolve,
        reject: (error) => rejectUnseen(error, resolve, reject, promise),
      });
    });
    return promise;
  }

  private sendError(): StatusError {
    if (this.error !== undefined) return this.error;
    return new StatusError(
      "CANCELLED",
      this.isOver ? "the call has ended" : "nothing can be sent after close()",
    );
  }

  override onOpen(): void {
    this.isOpen = true;
    this.flush();
  }

  override get replay(): ReplayBuffer | undefined {
    return this.sentMessages;
  }

  override keepMessages(): ReplayBuffer | undefined {
    const budget = this.replayBudget;
    if (this.receivedHeaders || budget === undefined) return undefined;
    this.sentMessages ??= budget.createBuffer();
    return this.sentMessages;
  }

  override get isRepeatable(): boolean {
    return this.sentMessages?.isComplete !== false;
  }

  override rewind(): void {
    const { only } = this;
    this.isOpen = false;
    if (only !== undefined && this.waiting.length === 0) this.waiting.push(only);
  }

  override onSendReady(): void {
    if (this.isOpen) this.flush();
  }

  private flush(): void {
    const attempt = this.attempt as Attempt<I, O>;
    try {
      let sends = 0;
      while (sends < this.waiting.length) {
        const { message, isLast, compress } = this.waiting[sends] as WaitingSend<I>;
        if (message === undefined) {
          sends += 1;
          continue;
        }
        if (!attempt.isWritable) break;
        attempt.send(message, isLast, compress);
        sends += 1;
        if (isLast) {
          for (const one of this.waiting.splice(0)) one.resolve();
          return;
        }
      }
      for (const one of this.waiting.splice(0, sends)) one.resolve();
      if (this.waiting.length > 0) attempt.awaitReady();
      else if (this.isHalfClosed) attempt.halfClose();
    } catch (error) {
      this.abort(StatusError.from(error));
    }
  }

  override onHeaders(fields: readonly string[]): void {
    this.sentMessages?.drop();
    super.onHeaders(fields);
  }

  protected override settle(error: StatusError | undefined): void {
    this.error = error;
    this.sentMessages?.drop();
    super.settle(error);
    const refusal = error ?? new StatusError("CANCELLED", "the call ended before this was sent");
    for (const one of this.waiting.splice(0)) {
      if (one.message === undefined && error === undefined) one.resolve();
      else one.reject(refusal);
    }
  }
}

/** The promise of a message that cannot be sent. The stack of an error that was made here names its caller. */
function rejectedSend(error: StatusError): Promise<void> {
  if (error.call === undefined) {
    const rejected = Promise.reject(error);
    rejected.catch(() => {});
    return rejected;
  }
  const promise: Promise<void> = new Promise((resolve, reject) => {
    queueMicrotask(() => rejectUnseen(error, resolve, reject, promise));
  });
  return promise;
}

/**
 * Sends what a source yields, as fast as the server takes it. A source that throws ends the call.
 *
 * @param options hold for each message as they are when it is sent
 */
export async function sendAll(
  call: StreamingCall<unknown, unknown>,
  source: MessageSource<unknown>,
  options?: SendOptions,
): Promise<void> {
  try {
    for await (const message of source) {
      // Rejected once the call is over: the loop ends and leaves the source.
      await call.send(message, options);
    }
    await call.close();
  } catch (error) {
    call.abort(StatusError.from(error));
  }
}

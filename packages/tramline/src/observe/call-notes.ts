import type {
  AttemptStart,
  ClientAttemptObserver,
  ClientCallObserver,
  ServerCallObserver,
  StatusError,
} from "@tramline/rpc";
import { monotonicNowMs } from "@tramline/rpc";

/** The facts of one call of a client or a server. Complete once `endedAtMs` is set. */
export interface CallNotes {
  /** Which side of the call took the notes. */
  readonly side: "client" | "server";
  /** Such as `/shop.v1.OrderService/GetOrder`. */
  readonly method: string;
  /** The channel's target with its scheme; undefined on a server. */
  readonly target: string | undefined;
  /** The address of the other side; on a client that of the last attempt, once it was sent. */
  readonly peer: string | undefined;
  /** Monotonic milliseconds (`performance.now()`). */
  readonly startedAtMs: number;
  /** Undefined until the call has ended. */
  readonly endedAtMs: number | undefined;
  /** Undefined for OK, and until the call has ended. */
  readonly error: StatusError | undefined;
  /** Attempts of a client's call, transparent retries included; 1 on a server. */
  readonly attempts: number;
  /** Messages that were sent in all attempts. */
  readonly sentMessages: number;
  /** Messages that were received in all attempts. */
  readonly receivedMessages: number;
  /** Bytes of messages as they travelled, compressed. */
  readonly sentBytes: number;
  /** Bytes of received messages as they traveled, compressed. */
  readonly receivedBytes: number;
}

/** Takes notes of one call, and hands them over at its end. */
export class CallRecorder
  implements CallNotes, ClientCallObserver, ClientAttemptObserver, ServerCallObserver
{
  readonly side: "client" | "server";
  readonly method: string;
  readonly target: string | undefined;
  peer: string | undefined;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  error: StatusError | undefined;
  attempts: number;
  sentMessages: number;
  receivedMessages: number;
  sentBytes: number;
  receivedBytes: number;
  readonly #onEnd: (notes: CallNotes) => void;

  constructor(
    call: Pick<CallNotes, "side" | "method" | "target" | "peer">,
    onEnd: (notes: CallNotes) => void,
  ) {
    this.side = call.side;
    this.method = call.method;
    this.target = call.target;
    this.peer = call.peer;
    this.startedAtMs = monotonicNowMs();
    this.endedAtMs = undefined;
    this.error = undefined;
    this.attempts = call.side === "server" ? 1 : 0;
    this.sentMessages = 0;
    this.receivedMessages = 0;
    this.sentBytes = 0;
    this.receivedBytes = 0;
    this.#onEnd = onEnd;
  }

  onAttemptStart(_attempt: AttemptStart): ClientAttemptObserver {
    this.attempts += 1;
    return this;
  }

  onHeadersSent(_fields: string[], peer: string): void {
    this.peer = peer;
  }

  onHeadersReceived(): void {}

  onMessageSent(_bytes: number, wireBytes: number): void {
    this.sentMessages += 1;
    this.sentBytes += wireBytes;
  }

  onMessageReceived(_bytes: number, wireBytes: number): void {
    this.receivedMessages += 1;
    this.receivedBytes += wireBytes;
  }

  onAttemptEnd(): void {}

  run(body: () => void): void {
    body();
  }

  onCallEnd(error: StatusError | undefined): void {
    this.error = error;
    this.endedAtMs = monotonicNowMs();
    this.#onEnd(this);
  }
}

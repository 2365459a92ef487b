import type { AttemptProgress } from "../retry/attempt-progress.ts";
import type { SendOptions } from "../service/call-options.ts";
import { StatusError } from "../status/status-error.ts";
import type { Attempt, AttemptOwner } from "./attempt.ts";
import { MessageQueue, type MessageQueueOwner } from "./message-queue.ts";
import type { StreamingCall } from "./streaming-call.ts";

/** The request that the user has sent and that the chain of interceptors has not asked for. */
class RequestSlot implements MessageQueueOwner<unknown>, SendOptions {
  readonly requests: MessageQueue<unknown>;
  /**
   * Whether the request read last is to be compressed. Interceptors see requests without that; as
   * they pass them on one by one, it holds for what comes out of the chain next.
   */
  compress: boolean;
  private readonly onFree: () => void;
  private request: unknown;
  private isToBeCompressed: boolean;
  /** The chain reads no more: requests are dropped. */
  private isLeft: boolean;

  /** @param onFree called when the slot is free for another request */
  constructor(onFree: () => void) {
    this.requests = new MessageQueue<unknown>(this);
    this.compress = true;
    this.onFree = onFree;
    this.request = undefined;
    this.isToBeCompressed = true;
    this.isLeft = false;
  }

  get hasMessages(): boolean {
    return this.request !== undefined;
  }

  put(request: unknown, compress: boolean): void {
    if (request === undefined) {
      throw new StatusError("INTERNAL", "invalid request: expected a message, got undefined");
    }
    if (this.requests.isWaiting) {
      this.compress = compress;
      this.requests.push(request);
    } else if (!this.isLeft) {
      this.request = request;
      this.isToBeCompressed = compress;
    }
  }

  pull(): unknown {
    const { request } = this;
    if (request === undefined) return undefined;
    this.request = undefined;
    this.compress = this.isToBeCompressed;
    this.onFree();
    return request;
  }

  onAbandoned(): void {
    this.isLeft = true;
    this.request = undefined;
    this.onFree();
  }
}

/**
 * Carries the user's end of an intercepted call: requests from the user's `send` to the interceptor
 * that iterates them, and responses the other way, both on request, so that back-pressure reaches either
 * side. Where the chain passes on the channel's call itself, a batch takes all that this has.
 */
export class MessagePipe implements Attempt<unknown, unknown> {
  readonly peer: string | undefined;
  /** An error of the interceptors is final: the calls that they make are retried by themselves. */
  readonly progress: AttemptProgress;
  /** The call that the chain has made last on the channel. */
  carrier: AttemptOwner<unknown, unknown> | undefined;
  isCancelled: boolean;
  private readonly outer: StreamingCall<unknown, unknown>;
  private readonly onCancel: () => void;
  private readonly slot: RequestSlot;
  private isReadyWanted: boolean;
  private onWanted: (() => void) | undefined;
  /** The responses of the channel's call, where the chain passes them on unread. */
  private source: MessageQueue<unknown> | undefined;
  /** A response is being read, of which the next to come is the first. */
  private isReading: boolean;
  /** A response that has been read and that the user has not asked for. */
  private held: unknown;

  /** @param onCancel called when the user cancels the call */
  constructor(outer: StreamingCall<unknown, unknown>, onCancel: () => void) {
    this.peer = undefined;
    this.progress = "final";
    this.carrier = undefined;
    this.isCancelled = false;
    this.outer = outer;
    this.onCancel = onCancel;
    this.slot = new RequestSlot(() => this.ready());
    this.isReadyWanted = false;
    this.onWanted = undefined;
    this.source = undefined;
    this.isReading = false;
    this.held = undefined;
  }

  /** The user's requests, for the chain. */
  get requests(): MessageQueue<unknown> {
    return this.slot.requests;
  }

  /** How the request read last is to be sent. */
  get sendOptions(): SendOptions {
    return this.slot;
  }

  get waitsFor(): string | undefined {
    return this.carrier?.attempt?.waitsFor;
  }

  get waited(): string | undefined {
    return this.carrier?.attempt?.waited;
  }

  get isWritable(): boolean {
    return !this.slot.hasMessages;
  }

  send(message: unknown, isLast: boolean, compress: boolean): void {
    this.slot.put(message, compress);
    if (isLast) this.halfClose();
  }

  halfClose(): void {
    this.requests.end();
  }

  awaitReady(): void {
    this.isReadyWanted = true;
    this.ready();
  }

  private ready(): void {
    if (!this.isReadyWanted || !this.isWritable) return;
    this.isReadyWanted = false;
    queueMicrotask(() => this.outer.onSendReady());
  }

  /** Hands responses to the user, each on request. */
  async passAll(responses: AsyncIterable<object>): Promise<void> {
    const { outer } = this;
    const iterator: AsyncIterator<unknown> = responses[Symbol.asyncIterator]();
    this.source = iterator instanceof MessageQueue ? iterator : undefined;
    for (;;) {
      this.isReading = true;
      const read = await iterator.next();
      this.isReading = false;
      if (read.done === true) return;
      this.held = read.value;
      if (!this.isCancelled && outer.wantedMessages === 0) {
        await new Promise<void>((resolve) => {
          this.onWanted = resolve;
        });
      }
      if (this.isCancelled) {
        await iterator.return?.();
        return;
      }
      while (outer.wantedMessages > 0) {
        const message = this.pull();
        if (message === undefined) break;
        outer.onMessage(message);
      }
    }
  }

  /** Returns a response that is there for the user, who asks for one. */
  pull(): unknown {
    const { held } = this;
    if (held === undefined) return this.isReading ? undefined : this.source?.takeNow();
    this.held = undefined;
    this.wake();
    return held;
  }

  get hasMessages(): boolean {
    return false;
  }

  cancel(): void {
    if (this.isCancelled) return;
    this.isCancelled = true;
    this.onCancel();
    void this.requests.return();
    this.wake();
  }

  private wake(): void {
    this.onWanted?.();
    this.onWanted = undefined;
  }
}

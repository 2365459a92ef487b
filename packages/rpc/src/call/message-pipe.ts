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
 * that iterates them, and responses the other way, both one at a time, so that back-pressure
 * reaches either side.
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
    for await (const message of responses) {
      if (!this.isCancelled && this.outer.wantedMessages === 0) {
        await new Promise<void>((resolve) => {
          this.onWanted = resolve;
        });
      }
      if (this.isCancelled) return;
      this.outer.onMessage(message);
    }
  }

  /** The user asks for a response, which is on its way at best. */
  pull(): undefined {
    this.wake();
    return undefined;
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

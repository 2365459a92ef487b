// The receiving half of calls with streams: all that a server-streaming call needs. Bundles for browsers whose channel
// has no streams of requests have this half alone.

import type { AnyMethodType } from "@tramline/protobuf";
import { Metadata } from "../metadata/metadata.ts";
import type { CallOptions } from "../service/call-options.ts";
import { StatusError } from "../status/status-error.ts";
import type { Attempt } from "./attempt.ts";
import { Call, cancellation } from "./call.ts";
import { MessageQueue, type MessageQueueOwner } from "./message-queue.ts";
import { rejectToCaller } from "./reject-to-caller.ts";
import { Settled } from "./settled.ts";

/** The only request of a server stream. */
export interface OnlyRequest<I> {
  readonly message: I;
}

/** A call that receives a stream of messages and sends one. */
export class ReceivingCall<I, O> extends Call<I, O> implements MessageQueueOwner<O> {
  readonly responses: MessageQueue<O>;
  private readonly headersSettled: Settled<Metadata>;
  private readonly trailersSettled: Settled<Metadata>;
  protected isOpen: boolean;
  protected receivedHeaders: boolean;
  /** The only request, until the server has responded. */
  protected only: OnlyRequest<I> | undefined;

  constructor(method: AnyMethodType, options: CallOptions) {
    super(method, options);
    this.responses = new MessageQueue(this);
    this.headersSettled = new Settled();
    this.trailersSettled = new Settled();
    this.isOpen = false;
    this.receivedHeaders = false;
    this.only = undefined;
  }

  override get isStreaming(): boolean {
    return true;
  }

  override get wantedMessages(): number {
    return this.responses.wanted;
  }

  /** The response headers. */
  get headers(): Promise<Metadata> {
    return this.headersSettled.promise;
  }

  /** The trailers of a call that ended with OK. */
  get trailers(): Promise<Metadata> {
    return this.trailersSettled.promise;
  }

  [Symbol.asyncIterator](): MessageQueue<O> {
    return this.responses[Symbol.asyncIterator]();
  }

  /** The responses, in arrays of all that have come. */
  batches(): AsyncIterable<O[]> {
    return this.responses.batches();
  }

  /** Ends the call with CANCELLED, if it has not ended. */
  cancel(reason?: unknown): void {
    this.abort(cancellation(reason));
  }

  /** The same, at the end of a block with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.cancel("the call went out of scope");
    return Promise.resolve();
  }

  /** Sends the only request, as soon as the stream is open. */
  sendOnly(message: I): void {
    this.only = { message };
    if (this.isOpen) this.onSendReady();
  }

  override onOpen(): void {
    this.isOpen = true;
    this.onSendReady();
  }

  override onSendReady(): void {
    const { only } = this;
    if (only === undefined || this.isOver) return;
    const attempt = this.attempt as Attempt<I, O>;
    try {
      if (attempt.isWritable) attempt.send(only.message, true, true);
      else attempt.awaitReady();
    } catch (error) {
      this.abort(StatusError.from(error));
    }
  }

  /** The request is encoded again for each attempt. */
  override get isRepeatable(): boolean {
    return true;
  }

  override rewind(): void {
    this.isOpen = false;
  }

  override onHeaders(fields: readonly string[]): void {
    this.receivedHeaders = true;
    this.only = undefined;
    super.onHeaders(fields);
    this.headersSettled.resolve(fields, Metadata.fromFields);
  }

  protected override settle(error: StatusError | undefined): void {
    if (error === undefined) {
      this.responses.end();
    } else if (error.code === "CANCELLED" || error.code === "DEADLINE_EXCEEDED") {
      this.responses.fail(error);
      this.attempt?.cancel();
    } else {
      this.responses.end(error);
    }
    if (!this.receivedHeaders) {
      if (error === undefined) this.headersSettled.resolve([], Metadata.fromFields);
      else this.headersSettled.reject(error);
    }
    if (error !== undefined) this.trailersSettled.reject(error);
  }

  override onMessage(message: O): void {
    this.responses.push(message);
  }

  override onFailure(reported: StatusError): void {
    if (this.isOver) this.responses.fail(this.describe(reported));
    else super.onFailure(reported);
  }

  override onSuccess(trailers: readonly string[]): void {
    if (this.isOver) return;
    this.trailersSettled.resolve(trailers, Metadata.fromFields);
    super.onSuccess(trailers);
  }

  pull(): O | undefined {
    return this.attempt?.pull();
  }

  pullRun(into: (O | undefined)[]): number {
    return this.attempt?.pullRun?.(into) ?? 0;
  }

  get hasMessages(): boolean {
    return this.attempt?.hasMessages === true;
  }

  /** The error names the functions that await the read, or the response. */
  rejectRead(
    error: StatusError,
    resolve: (result: never) => void,
    reject: (error: Error) => void,
  ): void {
    if (error.call === undefined) reject(error);
    else rejectToCaller(error, resolve, reject);
  }

  onAbandoned(): void {
    if (this.isOver) this.attempt?.cancel();
    else this.abort(new StatusError("CANCELLED", "the reader left the stream before its end"));
  }
}

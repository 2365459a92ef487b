/// <reference lib="esnext.disposable" preserve="true" />

import type { MessageInit, MethodType, ServiceType } from "@tramline/protobuf";
import type { Metadata } from "../metadata/metadata.ts";
import type { CallOptions, SendOptions } from "./call-options.ts";

/** Messages that a user hands over one after another. */
export type MessageSource<T> = AsyncIterable<T> | Iterable<T>;

/** The common part of all calls with a stream of messages. None of the promises needs to be looked at. */
export interface StreamingCall {
  /** The response headers; rejects with the call's StatusError if it ends without. */
  readonly headers: Promise<Metadata>;
  /** The trailers of a call that ended with OK; rejects with the call's StatusError otherwise. */
  readonly trailers: Promise<Metadata>;
  /** Ends the call with CANCELLED, if it has not ended. */
  cancel(reason?: unknown): void;
  /** The same, for `await using call = …`. Resolves at once. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The caller's hold on the requests of a call. */
export interface RequestSender<I> {
  /**
   * Sends a request. Resolves when there is room for the next one, so that awaiting it keeps pace
   * with the server; rejects with the call's StatusError once the call has ended.
   */
  send(request: MessageInit<I>, options?: SendOptions): Promise<void>;
  /** Says that no more requests follow; responses still come. */
  close(): Promise<void>;
}

/**
 * A server-streaming call: its responses, once, in order. The loop ends when the server is done and
 * throws StatusError when the call fails; leaving it cancels the call.
 */
export interface ServerStreamingCall<O> extends StreamingCall, AsyncIterable<O> {
  /** Begins to read the responses. */
  [Symbol.asyncIterator](): AsyncIterator<O, undefined, undefined>;
  /**
   * Returns the responses in arrays: each holds all that have come and have not been read, at least one
   * and at most 4,096. A step costs one promise, however many responses it brings. It reads the same
   * stream as a loop over single responses does: each response is read once, the loop ends and throws
   * in the same way behind the last of them, and leaving it cancels the call.
   */
  batches(): AsyncIterable<O[]>;
}

/** A client-streaming call: requests as they come, one response. */
export interface ClientStreamingCall<I, O> extends StreamingCall, RequestSender<I> {
  /** The response; rejects with the call's StatusError. */
  readonly response: Promise<O>;
}

/** A bidirectional call: requests and responses, each at their own pace. */
export interface BidiStreamingCall<I, O> extends ServerStreamingCall<O>, RequestSender<I> {}

/** One request, one response. */
export type UnaryClientMethod<I, O> = (
  request: MessageInit<I>,
  options?: CallOptions,
) => Promise<O>;

/** One request, a stream of responses. */
export type ServerStreamingClientMethod<I, O> = (
  request: MessageInit<I>,
  options?: CallOptions,
) => ServerStreamingCall<O>;

/** A stream of requests, sent by hand or taken from an iterable, and one response. */
export interface ClientStreamingClientMethod<I, O> {
  /** Opens a stream of requests; the response is a promise of the call. */
  (options?: CallOptions): ClientStreamingCall<I, O>;
  /** Sends all requests of the source and resolves with the response. */
  (requests: MessageSource<MessageInit<I>>, options?: CallOptions): Promise<O>;
}

/** A stream of requests, sent by hand or taken from an iterable, and a stream of responses. */
export interface BidiStreamingClientMethod<I, O> {
  /** Opens streams in both directions. */
  (options?: CallOptions): BidiStreamingCall<I, O>;
  /** Sends all requests of the source; the call is the stream of responses. */
  (requests: MessageSource<MessageInit<I>>, options?: CallOptions): ServerStreamingCall<O>;
}

/** The client's function for a method. */
export type ClientMethod<M> =
  M extends MethodType<infer K, infer I, infer O>
    ? {
        unary: UnaryClientMethod<I, O>;
        serverStreaming: ServerStreamingClientMethod<I, O>;
        clientStreaming: ClientStreamingClientMethod<I, O>;
        bidiStreaming: BidiStreamingClientMethod<I, O>;
      }[K]
    : never;

/**
 * The client of a service: a function for each method, under its local name.
 *
 * ```ts
 * const orders: Client<typeof OrderService> = createClient(OrderService, channel);
 * const order = await orders.getOrder({ id }, { timeoutMs: 500 });
 * for await (const change of orders.watchOrder({ id })) render(change);
 * const receipt = await orders.upload(chunks);
 * const chat = orders.negotiate();
 * ```
 */
export type Client<S extends ServiceType> = {
  readonly [N in keyof S["methods"]]: ClientMethod<S["methods"][N]>;
};

/** Whether the first argument of a streaming method is its requests, and not its options. */
export function isMessageSource(value: unknown): value is MessageSource<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}

import type { MessageInit, MethodType, ServiceType } from "@tramline/protobuf";
import type { Batch } from "./batch.ts";
import type { MessageSource } from "./client.ts";
import type { RequestStream } from "./request-stream.ts";
import type { ServerContext } from "./server-context.ts";
import type { UnknownFields } from "./unknown-fields.ts";

/** Handles one request and returns its response. */
export type UnaryHandler<I, O> = (
  request: I,
  context: ServerContext,
) => MessageInit<O> | Promise<MessageInit<O>>;

/**
 * The responses of a streaming method: an async or a sync generator, an array, or any other iterable.
 * They are pulled as fast as the caller takes them. What is there without a promise, the elements of an
 * array or of a `batch` and what a sync generator yields, is sent in one step as long as there is room.
 * A sync generator is left for other work after a few milliseconds, and goes on in the next turn of the
 * event loop.
 */
export type ResponseSource<O> = MessageSource<MessageInit<O> | Batch<MessageInit<O>>>;

/** Responds to one request with a stream of responses. */
export type ServerStreamingHandler<I, O> = (
  request: I,
  context: ServerContext,
) => ResponseSource<O>;

/** Takes a stream of requests and responds once. Requests not read when it responds are dropped. */
export type ClientStreamingHandler<I, O> = (
  requests: RequestStream<I>,
  context: ServerContext,
) => MessageInit<O> | Promise<MessageInit<O>>;

/** Takes a stream of requests and responds with a stream. */
export type BidiStreamingHandler<I, O> = (
  requests: RequestStream<I>,
  context: ServerContext,
) => ResponseSource<O>;

/**
 * Serves calls of methods that no service has. Requests and responses are the encoded messages. A caller
 * of a unary method sends one and takes one; the handler cannot tell of which kind a method is.
 */
export type UnknownMethodHandler = (
  requests: RequestStream<Uint8Array>,
  context: ServerContext,
) => MessageSource<Uint8Array | Batch<Uint8Array>>;

/** The server's function for a method. */
export type MethodHandler<M> =
  M extends MethodType<infer K, infer I, infer O>
    ? {
        unary: UnaryHandler<I, O>;
        serverStreaming: ServerStreamingHandler<I, O>;
        clientStreaming: ClientStreamingHandler<I, O>;
        bidiStreaming: BidiStreamingHandler<I, O>;
      }[K]
    : never;

/**
 * The implementation of a service: a handler for each method, under its local name. A method without
 * one responds UNIMPLEMENTED. A handler that throws or rejects responds with StatusError.from(it).
 */
export type ServiceImplementation<S extends ServiceType> = {
  readonly [N in keyof S["methods"]]?: MethodHandler<S["methods"][N]>;
};

/**
 * The mistakes of an implementation `T` that assigning it to ServiceImplementation does not find:
 * fields in responses that the contract does not have, and handlers for methods that it does not have.
 * TypeScript lets both pass, as it checks literals for unknown names only where they are assigned
 * directly. To be intersected with the parameter:
 *
 * ```ts
 * function add<S extends ServiceType, T extends ServiceImplementation<S>>(
 *   service: S, implementation: T & CheckedImplementation<S, T>): void;
 * ```
 *
 * A class with public methods beside the handlers is passed `as ServiceImplementation<typeof Orders>`.
 */
export type CheckedImplementation<S extends ServiceType, T> = {
  readonly [N in keyof T]: N extends keyof S["methods"]
    ? CheckedHandler<S["methods"][N], T[N]>
    : T[N] extends (...given: never) => unknown
      ? { readonly "no such method in the service": N }
      : unknown;
};

/** The type of a handler that was given as `H`: one that fits nothing when its response has unknown fields. */
export type CheckedHandler<M, H> =
  M extends MethodType<infer K, infer _I, infer O>
    ? H extends (...given: never) => infer R
      ? [UnknownFields<ResponseOf<K, R>, O>] extends [never]
        ? unknown
        : (...given: never) => {
            readonly "unknown field in the response": UnknownFields<ResponseOf<K, R>, O>;
          }
      : unknown
    : never;

/** The response message of a handler that returns `R`. */
export type ResponseOf<K, R> = K extends "unary" | "clientStreaming"
  ? Awaited<R>
  : R extends MessageSource<infer E>
    ? Unbatched<E>
    : never;

/** The element of a source that yields single messages or batches. */
export type Unbatched<E> = E extends Batch<infer T> ? T : E;

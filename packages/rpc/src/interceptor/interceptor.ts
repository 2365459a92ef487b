import type { AnyMethodType } from "@tramline/protobuf";
import type { Metadata } from "../metadata/metadata.ts";
import type { ServerContext } from "../service/server-context.ts";
import type { EndListener } from "./call-end.ts";
import type { ContextValues } from "./context-values.ts";

/**
 * A call of any kind as an interceptor sees it, on either side.
 *
 * `timeoutMs`, `deadline`, and `signal` are made when they are read. A copy by spread, such as
 * `{ ...call, request }`, lacks them and the methods: use those of the call itself. What is passed to
 * `next` has them again for the next interceptor; a `signal` that the copy sets replaces the call's.
 */
export interface InterceptedCallFacts extends ContextValues {
  /** Where the interceptor runs. */
  readonly side: "client" | "server";
  /** The method called; `method.path` names it. */
  readonly method: AnyMethodType;
  /** The request's metadata. On a client, changes before next are sent. */
  readonly metadata: Metadata;
  /** Milliseconds until the deadline when this is read; undefined for no limit. */
  readonly timeoutMs: number | undefined;
  /** The deadline; undefined for no limit. */
  readonly deadline: Date | undefined;
  /** Aborted when the call is cancelled or its deadline passes. */
  readonly signal: AbortSignal;
  /** On a server, the handler's context; on a client, the context that the caller passed, if any. */
  readonly context: ServerContext | undefined;
  /**
   * Adds a listener for the true end of the call, once: for a stream, when it has ended, been left, or
   * been cancelled, which is later than `next` resolves. On a server, when the status has been sent. What
   * a listener throws is lost on a client and goes to `onError` on a server.
   */
  onEnd(listener: EndListener): void;
}

/** A call with one request. */
export interface InterceptedSingleRequest extends InterceptedCallFacts {
  /** The request is one message. */
  readonly kind: "unary" | "serverStreaming";
  /** The request: an init on a client, decoded on a server. May be replaced. */
  readonly request: object;
}

/** A call with a stream of requests. */
export interface InterceptedRequestStream extends InterceptedCallFacts {
  /** The request is a stream of messages. */
  readonly kind: "clientStreaming" | "bidiStreaming";
  /** The requests. May be replaced, for instance by mapMessages. */
  readonly request: AsyncIterable<object>;
}

/**
 * A call on its way, as an interceptor gets it and passes it on. One member for each kind, so that
 * comparing `kind`, with whichever of them, tells the type of `request`.
 */
export type InterceptedCall =
  | (InterceptedSingleRequest & { readonly kind: "unary" })
  | (InterceptedSingleRequest & { readonly kind: "serverStreaming" })
  | (InterceptedRequestStream & { readonly kind: "clientStreaming" })
  | (InterceptedRequestStream & { readonly kind: "bidiStreaming" });

/**
 * How a call went. A call that failed has no result: next rejects with StatusError, or `response`
 * throws it where the failure comes later than the headers.
 */
export interface InterceptedResult {
  /** Response headers. On a server, changes are sent; they throw when the handler has sent them already. */
  readonly headers: Metadata;
  /**
   * Trailers. On a client they are there when the response is: for a stream, once it has ended. On a
   * server, what is added until then is sent.
   */
  readonly trailers: Metadata;
  /** The response; for methods that respond with a stream, its messages. May be replaced. */
  readonly response: object | AsyncIterable<object>;
}

/** The rest of the way: further interceptors, then the network or the handler. */
export type InterceptorNext = (call: InterceptedCall) => Promise<InterceptedResult>;

/**
 * A step around every call of a channel or server: one form for all four kinds on both sides.
 *
 * It may change what it passes on, respond without next, fail by throwing (StatusError.from makes the
 * status), or call next again. For a call that responds with a stream the result is there with the
 * headers, before the messages are.
 *
 * Authentication on a client:
 * ```ts
 * const authenticate: Interceptor = async (call, next) => {
 *   call.metadata.set("authorization", `Bearer ${await currentToken()}`);
 *   return next(call);
 * };
 * ```
 * Logging on either side, of streams too:
 * ```ts
 * const log: Interceptor = (call, next) => {
 *   const startedMs = performance.now();
 *   call.onEnd((error) => {
 *     console.log(call.method.path, error?.code ?? "OK", performance.now() - startedMs, "ms");
 *   });
 *   return next(call);
 * };
 * ```
 * One repetition of calls that may be repeated. A stream of requests can be read only once, so
 * that this is for calls with one:
 * ```ts
 * const repeat: Interceptor = async (call, next) => {
 *   if (call.kind !== "unary" || call.method.idempotency === "unknown") return next(call);
 *   try {
 *     return await next(call);
 *   } catch (error) {
 *     if (StatusError.from(error).code !== "UNAVAILABLE") throw error;
 *     return next(call);
 *   }
 * };
 * ```
 * Something done to every message of a stream of responses:
 * ```ts
 * const count: Interceptor = async (call, next) => {
 *   const result = await next(call);
 *   if (!isMessageStream(call.kind, result.response)) return result;
 *   return { ...result, response: mapMessages(result.response, (message) => (seen++, message)) };
 * };
 * ```
 */
export type Interceptor = (
  call: InterceptedCall,
  next: InterceptorNext,
) => Promise<InterceptedResult>;

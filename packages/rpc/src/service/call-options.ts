import type { Interceptor } from "../interceptor/interceptor.ts";
import type { Metadata, MetadataInit } from "../metadata/metadata.ts";
import type { CallCredentials } from "./call-credentials.ts";
import type { ServerContext } from "./server-context.ts";

/** Options of a call. Everything left out costs nothing. */
export interface CallOptions {
  /** Milliseconds until the call ends with DEADLINE_EXCEEDED. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** The same as a point in time: a Date or milliseconds since 1970. The earlier of both counts. */
  readonly deadline?: Date | number | undefined;
  /** Cancels the call when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Request metadata. */
  readonly metadata?: MetadataInit | undefined;
  /**
   * Whether to wait for a connection while there is none, until the deadline, instead of failing with
   * UNAVAILABLE. Default: false.
   */
  readonly waitForReady?: boolean | undefined;
  /** The encoding for request messages, such as `"gzip"`. Default: the channel's, or `"identity"`. */
  readonly compression?: string | undefined;
  /**
   * Proves the identity of this call's user to the server: metadata such as
   * `() => ({ authorization: "Bearer …" })`, behind that of the channel's credentials. Without TLS the call
   * fails with UNAUTHENTICATED.
   */
  readonly callCredentials?: CallCredentials | undefined;
  /** Interceptors of this call, outside of those of the channel. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** The largest response message, decompressed, in bytes. Default: the channel's (4 MiB). */
  readonly maxReceiveBytes?: number | undefined;
  /** Called once with the response headers, before the first message. */
  readonly onHeaders?: ((headers: Metadata) => void) | undefined;
  /** Called once with the trailers, before the call resolves or rejects. */
  readonly onTrailers?: ((trailers: Metadata) => void) | undefined;
  /**
   * The context of the server call on whose behalf this one is made: its deadline and cancellation
   * hold for this call too. Null: none, for a call that goes on when the server call has ended. Default: the
   * context of the handler that makes the call, if its server has `propagateContext`; else none.
   */
  readonly context?: ServerContext | null | undefined;
}

/** Options of one message that is sent. */
export interface SendOptions {
  /** Whether to compress it, if the call has an encoding. Default: true. */
  readonly compress?: boolean | undefined;
}

import type { AnyMethodType } from "@tramline/protobuf";
import type { ContextValues } from "../interceptor/context-values.ts";
import type { Metadata } from "../metadata/metadata.ts";

/** The identity that the peer has proven. */
export interface AuthInfo {
  /** How it was proven. */
  readonly mechanism: "tls" | "local";
  /** The peer's certificate in DER, when it showed one. */
  readonly peerCertificate: Uint8Array | undefined;
  /** The names in that certificate that identify the peer: SAN entries, or else its common name. */
  readonly names: readonly string[];
}

/** A call as its handler sees it, and the parts of the response beside its messages. */
export interface ServerContext extends ContextValues {
  /** The method called. */
  readonly method: AnyMethodType;
  /** The name of the encoding that the call's messages have: "proto", or the name of a codec. */
  readonly codec: string;
  /** The request's metadata. */
  readonly metadata: Metadata;
  /**
   * Metadata to send ahead of the response. Leaves with the first message or by sendHeaders; a change
   * after that throws MetadataError, `RPC_METADATA_SENT`.
   */
  readonly responseHeaders: Metadata;
  /** Metadata to send with the status, also when the handler fails. */
  readonly responseTrailers: Metadata;
  /**
   * Aborted when the call ends before the handler does: by the caller, the deadline or a lost
   * connection. Its reason is a StatusError. Made when it is first read.
   */
  readonly signal: AbortSignal;
  /** Whether the call has ended already, without making a signal. */
  readonly cancelled: boolean;
  /** When the call ends at the latest; undefined for no limit. */
  readonly deadline: Date | undefined;
  /** The same in monotonic milliseconds (performance.now()); Infinity for no limit. */
  readonly deadlineMs: number;
  /** Milliseconds left, at least 0; Infinity for no limit. */
  readonly timeRemainingMs: number;
  /**
   * The caller's address, in the form that errors of clients have as well: `"127.0.0.1:52100"`, `"[::1]:52100"`,
   * or `"unix:"` for a client of a Unix socket.
   */
  readonly peer: string;
  /** The identity that the caller has proven; undefined over cleartext. */
  readonly authInfo: AuthInfo | undefined;
  /**
   * The encoding for responses, such as `"gzip"`; to be set before the headers leave. One that the
   * caller does not accept counts as `"identity"`. Default: the server's.
   */
  compression: string;
  /** Whether messages from now on are compressed, if there is an encoding. Default: true. */
  compress: boolean;
  /**
   * Sends the response headers now instead of with the first message.
   *
   * @throws StatusError INTERNAL when they have been sent already
   */
  sendHeaders(): void;
}

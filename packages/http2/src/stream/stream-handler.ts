import type { FieldSection } from "../field-section.ts";

/** Why a stream ended before both sides had finished it. */
export interface StreamFailure {
  /** The HTTP/2 error code (RFC 9113 section 7). */
  readonly errorCode: number;
  /**
   * The side or event that ended it: the peer's RST_STREAM, our own reset because the peer broke a rule on this stream,
   * the peer's GOAWAY (the stream was never processed there), or the end of the connection.
   */
  readonly origin: "peerReset" | "localReset" | "goaway" | "connection";
  /** The reason, for a person: a token of ours, GOAWAY debug data, a socket error. */
  readonly message: string;
  /** True when the peer is known not to have acted on the stream, so that it is safe to repeat. */
  readonly unprocessed: boolean;
  /** The error that ended the connection, where there is one. */
  readonly cause: Error | undefined;
}

/**
 * The events of a stream, for the layer above. Each method is called from within `Connection.receive` (or
 * from the method that failed), must not throw, and must not keep `bytes` after it returns.
 */
export interface StreamHandler {
  /** The response's (client) final header section. Informational (1xx) sections are not handed on. */
  onHeaders(section: FieldSection, endStream: boolean): void;
  /**
   * A piece of the body as it came from the socket, not aligned to frames or messages. Flow control:
   * the peer may send more only after `Stream.consume` gave the bytes back.
   */
  onData(bytes: Uint8Array, start: number, end: number): void;
  /** The peer finished its side: with trailers, or by END_STREAM on DATA (undefined). */
  onEnd(trailers: FieldSection | undefined): void;
  /** The stream is over without a proper end. Nothing follows. */
  onFailure(failure: StreamFailure): void;
  /** Everything handed to the stream for sending has left for the socket; send more. */
  onSendReady(): void;
}

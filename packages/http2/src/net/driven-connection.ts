/** A connection, as the driver of its socket sees it, whatever it speaks. */
export interface DrivenConnection {
  /** Whether the peer has said what comes first. */
  readonly isReady: boolean;
  /** How long the bytes that are being received have waited for a turn of the event loop, in milliseconds. */
  inputWaitMs: number;
  /** Bytes from the peer; see `Connection.receive`. */
  receive(bytes: Uint8Array, end: number, start: number, nowMs: number, untilMs: number): number;
  /** Takes what is to be written now; then call `outputWritten`. Empty when there is nothing. */
  takeOutput(): Uint8Array[];
  /** The socket has taken the bytes of the last `takeOutput` at once. */
  outputTaken(): void;
  /** The bytes of the last `takeOutput` have been written. */
  outputWritten(): void;
  /** The socket is gone and no write is under way. */
  outputLost(): void;
  /** The socket is gone; `error` says why, undefined after an orderly end. */
  socketClosed(error: Error | undefined): void;
  /** The peer takes no bytes. */
  onPeerSilent(reason: string): void;
  /** The peer's bytes wait for a turn of the event loop that others have not taken. */
  onThrottled(detail: string): void;
}

/** A connection of a server, as the layer above sees it, whatever it speaks. */
export interface AcceptedConnection {
  /** The client has said what comes first. */
  readonly isReady: boolean;
  /** Whether the connection has ended, though its socket may still be open. */
  readonly isOver: boolean;
  /** How many streams, or requests of HTTP/1.1, are open. */
  readonly openStreams: number;
  /** How many have been opened. */
  readonly streamsStarted: number;
  /** How many ended without a whole response. */
  readonly streamsFailed: number;
  /** How many PINGs were sent to see whether the client is still there. */
  readonly keepalivesSent: number;
  /** When the last bytes came, in milliseconds of the monotonic clock. */
  readonly lastReceiveMs: number;
  /** How long the bytes that are being received have waited for a turn, in milliseconds. */
  readonly inputWaitMs: number;
  /** Takes no further calls, and closes when the last one is done. */
  drain(): void;
  /** Ends now. */
  close(): void;
}

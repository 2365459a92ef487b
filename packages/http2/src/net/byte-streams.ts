/** A connection's bytes as web standards have them, of runtimes whose sockets are not those of node:net. */
export interface ByteStreams {
  /** The bytes that the peer sends; its end is the end of the connection. */
  readonly readable: ReadableStream<Uint8Array>;
  /** The bytes for the peer. Its back-pressure holds senders back. */
  readonly writable: WritableStream<Uint8Array>;
}

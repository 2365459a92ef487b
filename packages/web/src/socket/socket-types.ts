// The part of the platform's WebSocket that calls need, so that any implementation of it can be passed.

/** A WebSocket, as in browsers. */
export interface WebSocketLike {
  /** The form of binary messages: calls set "arraybuffer". */
  binaryType: string;
  /** Sends a message: text, or binary. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Ends the connection, also before it is open. */
  close(code?: number, reason?: string): void;
  /** Adds a listener of `open`, `message`, `error`, or `close`, whose event has the type of the implementation. */
  addEventListener(
    type: "open" | "message" | "error" | "close",
    listener: (event: unknown) => void,
  ): void;
}

/** A class of WebSockets: the platform's, or another one such as that of undici for Node 20. */
export type WebSocketConstructor = new (url: string, protocols: string) => WebSocketLike;

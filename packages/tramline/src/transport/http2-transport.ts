import type { Socket } from "node:net";
import type { Connection } from "@tramline/http2";
import type { ClientTransport } from "../subchannel/client-transport.ts";

/** A live HTTP/2 connection as channels see it. Attempts open their streams on `connection`. */
export class Http2Transport implements ClientTransport {
  readonly connection: Connection;
  /** The server's address, for errors and peers. */
  readonly peer: string;
  readonly closed: Promise<void>;
  private readonly socket: Socket;
  private isClosing: boolean;

  constructor(connection: Connection, socket: Socket, peer: string) {
    this.connection = connection;
    this.socket = socket;
    this.isClosing = false;
    this.peer = peer;
    this.closed = new Promise((resolve) => {
      if (socket.closed) resolve();
      else socket.once("close", () => resolve());
    });
  }

  get acceptsStreams(): boolean {
    return this.connection.acceptsStreams;
  }

  get activeStreams(): number {
    return this.connection.openStreams;
  }

  get maxStreams(): number {
    return this.connection.maxStreams;
  }

  close(graceful: boolean): void {
    // Somebody may wait for `closed`; the socket's closing is bounded in time.
    this.isClosing = true;
    this.socket.ref();
    if (graceful) this.connection.drain();
    else this.connection.close();
  }

  ping(): Promise<number> {
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      this.connection.ping((error) => {
        if (error === undefined) resolve(performance.now() - startedAt);
        else reject(error);
      });
    });
  }

  /** A connection without streams does not keep the process alive. */
  setIdle(isIdle: boolean): void {
    if (this.isClosing) return;
    if (isIdle) this.socket.unref();
    else this.socket.ref();
  }
}

import type { Socket } from "node:net";
import type { Connection } from "../connection/connection.ts";
import type { ConnectionSink } from "../connection/sink.ts";
import { plainBytes } from "./plain-bytes.ts";
import { readInto } from "./read-into.ts";

/** How long a closing socket may take to write its last bytes and hear the peer's end. */
const CLOSE_TIMEOUT_MS = 2000;

/**
 * The plaintext of one TLS record (RFC 8446 section 5.1: at most 16 KiB), of any connection: it is
 * handed on as soon as it is decrypted.
 */
const decrypted = plainBytes(Buffer.allocUnsafeSlow(16 * 1024));

/**
 * Ties a connection to a socket (TCP, Unix or TLS). Frames of one turn of the event loop leave in
 * one write (of a busy turn the first half goes ahead), from the check phase: after the poll phase in which requests and answers arrived, so
 * that a batch grows by itself under load while a lone frame still leaves at once. While a write is
 * under way nothing else is written; what has gathered until it is done leaves together.
 */
export class SocketDriver implements ConnectionSink {
  private readonly socket: Socket;
  private connection: Connection | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private isWriting: boolean;
  private isEnding: boolean;
  private closeTimer: NodeJS.Timeout | undefined;
  private readonly flush: () => void;
  private readonly onWritten: () => void;

  constructor(socket: Socket) {
    this.socket = socket;
    this.connection = undefined;
    this.immediate = undefined;
    this.isWriting = false;
    this.isEnding = false;
    this.closeTimer = undefined;
    this.flush = () => {
      this.immediate = undefined;
      this.write();
    };
    this.onWritten = () => {
      this.isWriting = false;
      this.connection?.outputWritten();
      if (this.isEnding) this.write();
    };
  }

  /**
   * Starts reading. `firstBytes` is what was read from the socket before.
   *
   * @param readsItself the socket hands its bytes to `received` (option `onread` of node:net), instead
   * of emitting them in a buffer of their own each time
   */
  attach(connection: Connection, firstBytes: Uint8Array | undefined, readsItself: boolean): void {
    this.connection = connection;
    const { socket } = this;
    let failure: Error | undefined;
    socket.on("error", (error) => {
      failure ??= error;
    });
    socket.on("close", () => {
      if (this.immediate !== undefined) clearImmediate(this.immediate);
      clearTimeout(this.closeTimer);
      this.immediate = undefined;
      this.isEnding = true;
      connection.socketClosed(failure);
    });
    socket.on("end", () => {
      // Half-closed sockets are of no use to HTTP/2: finish writing, then close.
      connection.socketClosed(undefined);
    });
    if (firstBytes !== undefined) connection.receive(plainBytes(firstBytes), firstBytes.length);
    if (readsItself || this.readsShared()) socket.resume();
    else socket.on("data", (chunk) => connection.receive(plainBytes(chunk), chunk.length));
  }

  /** Has a TLS socket read into memory that all of them share. False where the runtime cannot do so. */
  private readsShared(): boolean {
    if (!("encrypted" in this.socket)) return false;
    return readInto(this.socket, decrypted, (length, buffer) => {
      this.received(buffer, length);
      return true;
    });
  }

  /** Bytes that lie in `buffer[0..length)`, no Buffer, which is reused after this returns. */
  received(buffer: Uint8Array, length: number): void {
    this.connection?.receive(buffer, length);
  }

  scheduleFlush(): void {
    if (this.isWriting || this.immediate !== undefined) return;
    this.immediate = setImmediate(this.flush);
  }

  flushNow(): void {
    if (!this.isWriting) this.write();
  }

  end(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.scheduleFlush();
    this.closeTimer = setTimeout(() => this.socket.destroy(), CLOSE_TIMEOUT_MS);
    this.closeTimer.unref();
  }

  private write(): void {
    const { connection, socket } = this;
    if (connection === undefined || this.isWriting) return;
    if (socket.destroyed) return;
    const pieces = connection.takeOutput();
    const last = pieces.length - 1;
    if (last < 0) {
      if (this.isEnding && !socket.writableEnded) socket.end();
      return;
    }
    this.isWriting = true;
    if (last === 0) {
      socket.write(pieces[0] as Uint8Array, this.onWritten);
      return;
    }
    socket.cork();
    for (let i = 0; i < last; i++) socket.write(pieces[i] as Uint8Array);
    socket.write(pieces[last] as Uint8Array, this.onWritten);
    socket.uncork();
  }
}

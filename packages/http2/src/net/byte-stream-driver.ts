import type { PausingSink } from "../http1/connection-parts.ts";
import type { ByteStreams } from "./byte-streams.ts";
import type { DrivenConnection } from "./driven-connection.ts";
import { plainBytes } from "./plain-bytes.ts";
import { systemNowMs } from "./system-timers.ts";

/** How long a connection may go on before other work of the process has its turn. */
const SHARE_MS = 5;

/** How long a closing connection may take to write its last bytes and to see the peer's end. */
const CLOSE_TIMEOUT_MS = 2000;

/** The same for a peer that was cut off, of which nothing is read any more. */
const CUT_TIMEOUT_MS = 100;

/** The most bytes behind the end of a connection that are read and dropped. */
const MOST_DROPPED_BYTES = 16 * 1024 * 1024;

/**
 * Ties a connection to a pair of web-standard streams, as a `SocketDriver` ties one to a socket of node:net.
 *
 * Everything that it waits for (reads, writes, timers) belongs to this connection alone. Workers require that: what
 * one request has begun, another one may not wait for. There is no part in the process's `TurnScheduler` therefore,
 * and turns are as fair as the runtime makes them.
 */
export class ByteStreamDriver implements PausingSink {
  /** Settles when both streams are over; never rejects. */
  readonly closed: Promise<void>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  private connection: DrivenConnection | undefined;
  private isScheduled: boolean;
  private isWriting: boolean;
  private isEnding: boolean;
  private isCut: boolean;
  private isReadOver: boolean;
  private isWriteOver: boolean;
  private isLost: boolean;
  private droppedBytes: number;
  private paused: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private onClosed: () => void;

  /** @throws TypeError when one of the streams is locked */
  constructor({ readable, writable }: ByteStreams) {
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
    this.connection = undefined;
    this.isScheduled = false;
    this.isWriting = false;
    this.isEnding = false;
    this.isCut = false;
    this.isReadOver = false;
    this.isWriteOver = false;
    this.isLost = false;
    this.droppedBytes = 0;
    this.paused = undefined;
    this.timer = undefined;
    this.onClosed = () => {};
    this.closed = new Promise((resolve) => {
      this.onClosed = resolve;
    });
    // A stream that fails while nothing is written says so here alone.
    this.#writer.closed.catch((error: unknown) => this.onWriteOver(asError(error)));
  }

  /** Starts reading. */
  attach(connection: DrivenConnection): void {
    this.connection = connection;
    void this.read();
  }

  /** Goes on with another connection, as the first bytes have decided. */
  replace(connection: DrivenConnection): void {
    this.connection = connection;
  }

  scheduleFlush(): void {
    if (this.isScheduled || this.isWriting || this.isWriteOver) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flushNow();
    });
  }

  flushNow(): void {
    if (!this.isWriting && !this.isWriteOver) void this.write();
  }

  end(isCut: boolean): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.isCut = isCut;
    this.resumeInput();
    if (this.isReadOver && this.isWriteOver) return;
    this.timer = setTimeout(() => this.destroy(), isCut ? CUT_TIMEOUT_MS : CLOSE_TIMEOUT_MS);
    this.scheduleFlush();
  }

  /** Ends both streams at once. */
  destroy(): void {
    this.isEnding = true;
    const reason = new Error("the connection was closed");
    this.#writer.abort(reason).catch(() => {});
    this.#reader.cancel(reason).catch(() => {});
    this.onReadOver(undefined);
    this.onWriteOver(undefined);
  }

  pauseInput(): void {
    if (this.paused !== undefined || this.isEnding) return;
    let resolve = (): void => {};
    const promise = new Promise<void>((settle) => {
      resolve = settle;
    });
    this.paused = { promise, resolve };
  }

  resumeInput(): void {
    this.paused?.resolve();
    this.paused = undefined;
  }

  private async read(): Promise<void> {
    let turnBeganMs = systemNowMs();
    try {
      while (!this.isReadOver) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        turnBeganMs = await this.receive(plainBytes(value), turnBeganMs);
        if (!this.drops(value.length)) {
          await this.#reader.cancel();
          break;
        }
      }
      this.onReadOver(undefined);
    } catch (error) {
      this.onReadOver(asError(error));
    }
  }

  /** Hands a chunk to the connection, in as many turns of the event loop as it takes. */
  private async receive(bytes: Uint8Array, turnBeganMs: number): Promise<number> {
    let beganMs = turnBeganMs;
    let at = 0;
    while (at < bytes.length) {
      while (this.paused !== undefined) await this.paused.promise;
      if (this.isEnding || this.connection === undefined) return beganMs;
      const nowMs = systemNowMs();
      if (nowMs - beganMs >= SHARE_MS) {
        await nextTurn();
        beganMs = systemNowMs();
        continue;
      }
      at = this.connection.receive(bytes, bytes.length, at, nowMs, nowMs + SHARE_MS);
    }
    return beganMs;
  }

  /** Notes bytes behind the end of the connection. Returns whether to read on. */
  private drops(bytes: number): boolean {
    if (!this.isEnding) return true;
    this.droppedBytes += bytes;
    return !this.isCut && this.droppedBytes <= MOST_DROPPED_BYTES;
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    let beganMs = systemNowMs();
    try {
      for (;;) {
        const pieces = this.connection?.takeOutput() ?? [];
        if (pieces.length === 0) break;
        await Promise.all(pieces.map((piece) => this.#writer.write(piece)));
        if (this.isWriteOver) break;
        if (systemNowMs() - beganMs >= SHARE_MS) {
          await nextTurn();
          beganMs = systemNowMs();
        }
        this.connection?.outputWritten();
      }
      this.isWriting = false;
      if (this.isWriteOver) this.lose();
      if (!this.isEnding || this.isWriteOver) return;
      await this.#writer.close();
      this.onWriteOver(undefined);
      if (this.isCut) await this.#reader.cancel();
    } catch (error) {
      this.isWriting = false;
      this.onWriteOver(asError(error));
      this.lose();
    }
  }

  /** The peer has ended, or is gone: that looks the same. The connection finishes writing, then ends. */
  private onReadOver(error: Error | undefined): void {
    if (this.isReadOver) return;
    this.isReadOver = true;
    this.resumeInput();
    this.connection?.socketClosed(error);
    this.end(false);
    this.settle();
  }

  private onWriteOver(error: Error | undefined): void {
    if (this.isWriteOver) return;
    this.isWriteOver = true;
    this.connection?.socketClosed(error);
    this.lose();
    // After an orderly end the peer's is waited for.
    if (error !== undefined && !this.isReadOver) this.#reader.cancel().catch(() => {});
    this.settle();
  }

  /** Tells the connection once that its output goes nowhere. */
  private lose(): void {
    if (this.isLost || this.isWriting) return;
    this.isLost = true;
    this.connection?.outputLost();
  }

  private settle(): void {
    if (!this.isReadOver || !this.isWriteOver) return;
    clearTimeout(this.timer);
    this.lose();
    this.onClosed();
  }
}

/** Lets others have a turn of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { Connection } from "../connection/connection.ts";
import type { ConnectionSink } from "../connection/sink.ts";
import { plainBytes } from "./plain-bytes.ts";
import { readInto } from "./read-into.ts";
import { type TurnTaker, turnScheduler } from "./turn-scheduler.ts";

/** How long a closing socket may take to write its last bytes and to hear the peer's end. */
const CLOSE_TIMEOUT_MS = 2000;

/** The same for a peer that was cut off, of which nothing is read any more. */
const CUT_TIMEOUT_MS = 100;

/** A chunk that comes so soon after the last belongs to the same turn: the socket is read repeatedly. */
const SAME_TURN_MS = 0.1;

/** A busy connection whose chunks are smaller has caught up: they need not wait for its turn. */
const LARGE_CHUNK_BYTES = 16 * 1024;

/** The most that a connection sits out after one expensive message. */
const MOST_DEBT_MS = 250;

/** A connection that has used up so many of its turns while others waited is reported, once. */
const TURNS_REPORTED = 200;

const EMPTY = new Uint8Array(0);

/** The most that one read takes from a TCP socket, as in node:net itself. */
const READ_BYTES = 64 * 1024;

/** The most that one read takes from a TLS socket: the plaintext of a record (RFC 8446 section 5.1). */
const RECORD_BYTES = 16 * 1024;

/** All connections of a server read into the same memory: a chunk is dealt with before the next comes. */
let sharedBuffer: Uint8Array | undefined;
let sharedRecord: Uint8Array | undefined;

/**
 * Ties a connection to a socket (TCP, Unix or TLS).
 *
 * Frames of one turn of the event loop leave in one write (of a busy turn the first half goes ahead),
 * from the check phase: after the poll phase in which requests and responses arrived. A batch grows by
 * itself under load, while a lone frame still leaves at once. While a write is under way nothing else
 * is written; what has gathered until it is done leaves together.
 *
 * Input is dealt with at once for as long as the connection's share of the turn lasts. The rest
 * waits for the `TurnScheduler`, and nothing more is read until then.
 */
export class SocketDriver implements ConnectionSink, TurnTaker {
  readonly #socket: Socket;
  private connection: Connection | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private isWriting: boolean;
  private isEnding: boolean;
  /** The socket is closed, or cannot be written to any more. */
  private isGone: boolean;
  private closeTimer: NodeJS.Timeout | undefined;
  private failure: Error | undefined;
  /** When the writes of this turn began; 0 before the first. */
  private writingSinceMs: number;
  /** The last write is done, and those who wait for it hear so in the next turn. */
  private isHeldBack: boolean;
  private readonly flush: () => void;
  private readonly onWritten: (error?: Error | null) => void;
  /** Input that waits for the next turn: `rest[restAt..]`. */
  private rest: Uint8Array;
  private restAt: number;
  /** The connection uses its shares up: what arrives waits for a turn. */
  private isHeavy: boolean;
  /** When the last chunk was dealt with. */
  private doneMs: number;
  /** When the share of the turn under way is used up. */
  private untilMs: number;
  /** The peer was cut off: nothing is read from it any more. */
  private isCut: boolean;
  debtMs: number;
  isWaiting: boolean;
  contendedTurns: number;
  private isReported: boolean;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.connection = undefined;
    this.immediate = undefined;
    this.isWriting = false;
    this.isEnding = false;
    this.isGone = false;
    this.closeTimer = undefined;
    this.writingSinceMs = 0;
    this.isHeldBack = false;
    this.failure = undefined;
    this.flush = () => {
      this.immediate = undefined;
      this.writingSinceMs = 0;
      this.write();
    };
    this.onWritten = (error) => {
      this.isWriting = false;
      if (error != null) {
        this.onGone(error);
        return;
      }
      if (this.endsTurn()) {
        this.isWriting = true;
        this.isHeldBack = true;
        turnScheduler.enter(this);
        return;
      }
      this.goOn();
    };
    this.rest = EMPTY;
    this.restAt = 0;
    this.isHeavy = false;
    this.doneMs = 0;
    this.untilMs = 0;
    this.isCut = false;
    this.debtMs = 0;
    this.isWaiting = false;
    this.contendedTurns = 0;
    this.isReported = false;
  }

  /** The first input waits for its turn: the client's address has used its allowance up. */
  waitAtFirst(): void {
    this.isHeavy = true;
  }

  /**
   * Starts reading.
   *
   * @param firstBytes what was read from the socket before
   * @param readsItself the socket hands its bytes to `received` by itself (option `onread` of node:net)
   */
  attach(connection: Connection, firstBytes: Uint8Array | undefined, readsItself: boolean): void {
    this.connection = connection;
    const socket = this.#socket;
    socket.on("error", (error) => this.onGone(error));
    socket.on("close", () => this.onGone(undefined));
    socket.on("end", () => {
      // Half-closed sockets are of no use to HTTP/2: finish writing, then close.
      connection.socketClosed(undefined);
    });
    // Connections that come faster than they can be set up wait for their turns like all others.
    if (turnScheduler.isContended) this.isHeavy = true;
    if (firstBytes !== undefined) this.receive(plainBytes(firstBytes), firstBytes.length, true);
    if (readsItself || this.readsShared()) {
      if (this.rest === EMPTY) socket.resume();
    } else {
      socket.on("data", (chunk) => {
        if (!this.receive(plainBytes(chunk), chunk.length, true)) socket.pause();
      });
    }
  }

  /** Has the socket read into memory that all share. False where the runtime cannot do so. */
  private readsShared(): boolean {
    // On Windows a read takes hold of its memory before there are bytes.
    if (process.platform === "win32") return false;
    sharedBuffer ??= new Uint8Array(READ_BYTES);
    sharedRecord ??= new Uint8Array(RECORD_BYTES);
    const memory = "encrypted" in this.#socket ? sharedRecord : sharedBuffer;
    return readInto(this.#socket, memory, (length, buffer) => this.receive(buffer, length, false));
  }

  /**
   * Takes bytes that lie in `buffer[0..length)`, which is the connection's own and is reused by the
   * next read. Returns whether to go on reading.
   */
  received(length: number, buffer: Uint8Array): boolean {
    return this.receive(buffer, length, true);
  }

  /**
   * Deals with a chunk for as long as the share of the turn lasts. Returns whether to go on reading.
   *
   * @param isOwned nobody else reads into `bytes` before reading goes on
   */
  private receive(bytes: Uint8Array, length: number, isOwned: boolean): boolean {
    const { connection } = this;
    if (connection === undefined || this.isEnding) return !this.isCut;
    if (this.mustWait(connection, length)) {
      this.keep(bytes, 0, length, isOwned);
      return false;
    }
    const nowMs = performance.now();
    if (nowMs - this.doneMs > SAME_TURN_MS) {
      this.untilMs = nowMs + turnScheduler.shareMs(this, nowMs);
    }
    this.isHeavy = false;
    const at = connection.receive(bytes, length, 0, nowMs, this.untilMs);
    const doneMs = performance.now();
    this.doneMs = doneMs;
    if (at >= length && doneMs < this.untilMs) return !this.isCut;
    this.debtMs = Math.min(doneMs - this.untilMs, MOST_DEBT_MS);
    this.keep(bytes, at, length, isOwned);
    return false;
  }

  /** Whether a chunk waits for the connection's turn: behind an earlier one, or because there is much. */
  private mustWait(connection: Connection, length: number): boolean {
    if (!this.isHeavy) return false;
    if (this.rest !== EMPTY || this.debtMs > 0) return true;
    return length >= LARGE_CHUNK_BYTES || !connection.isReady;
  }

  /** Keeps `bytes[at..end)`, which may be empty, for the connection's next turn. */
  private keep(bytes: Uint8Array, at: number, end: number, isOwned: boolean): void {
    if (this.isEnding) return;
    this.isHeavy = true;
    if (this.rest === EMPTY) {
      this.rest = isOwned ? bytes.subarray(at, end) : bytes.slice(at, end);
      this.restAt = 0;
    } else {
      // A socket that emits its chunks may bring one more after it was paused.
      const left = this.rest.subarray(this.restAt);
      const joined = new Uint8Array(left.length + end - at);
      joined.set(left);
      joined.set(bytes.subarray(at, end), left.length);
      this.rest = joined;
      this.restAt = 0;
    }
    turnScheduler.enter(this);
  }

  takeTurn(nowMs: number, untilMs: number): void {
    const { connection, rest } = this;
    if (connection === undefined || this.isGone) return;
    this.debtMs = 0;
    this.reportThrottled();
    if (this.isHeldBack) {
      this.writingSinceMs = 0;
      this.goOn();
    }
    if (this.isEnding || rest === EMPTY) return;
    if (this.restAt < rest.length) {
      this.restAt = connection.receive(rest, rest.length, this.restAt, nowMs, untilMs);
    }
    const overMs = performance.now() - untilMs;
    if (overMs > 0) this.debtMs = Math.min(overMs, MOST_DEBT_MS);
    if (this.isEnding) return;
    if (this.restAt < rest.length) {
      turnScheduler.enter(this);
      return;
    }
    this.rest = EMPTY;
    this.restAt = 0;
    this.#socket.resume();
  }

  /**
   * Whether the share of the turn is used up by writing. A peer that reads as fast as we write would
   * otherwise have its senders go on for ever: each write is done at once, and the next begins.
   */
  private endsTurn(): boolean {
    const nowMs = performance.now();
    return turnScheduler.endsOutputTurn(this, this.writingSinceMs, nowMs);
  }

  /** The last write is done. */
  private goOn(): void {
    this.isWriting = false;
    this.isHeldBack = false;
    if (this.isGone) return;
    this.reportThrottled();
    this.connection?.outputWritten();
    if (this.isEnding) this.write();
  }

  private reportThrottled(): void {
    if (this.contendedTurns < TURNS_REPORTED || this.isReported) return;
    this.isReported = true;
    this.connection?.onThrottled(
      `${TURNS_REPORTED} turns of the event loop used up while others waited`,
    );
  }

  scheduleFlush(): void {
    if (this.isWriting || this.immediate !== undefined || this.isGone) return;
    this.immediate = setImmediate(this.flush);
  }

  flushNow(): void {
    if (!this.isWriting) this.write();
  }

  end(isCut: boolean): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.isCut = isCut;
    this.rest = EMPTY;
    this.restAt = 0;
    if (!this.isHeldBack) turnScheduler.leave(this);
    if (this.isGone) return;
    this.scheduleFlush();
    // What a peer that was cut off still sends is left to the kernel, which stops it.
    if (isCut) this.#socket.pause();
    else this.#socket.resume();
    // Not unref'd: somebody may wait for the end, and a socket that is not read does not hold the process.
    this.closeTimer = setTimeout(
      () => this.#socket.destroy(),
      isCut ? CUT_TIMEOUT_MS : CLOSE_TIMEOUT_MS,
    );
  }

  /** The socket has failed or closed: the connection is over, whatever still waits. */
  private onGone(error: Error | undefined): void {
    this.failure ??= error;
    if (error === undefined || this.#socket.destroyed) {
      if (this.immediate !== undefined) clearImmediate(this.immediate);
      this.immediate = undefined;
      clearTimeout(this.closeTimer);
    }
    if (this.isGone) return;
    this.isGone = true;
    this.isEnding = true;
    this.rest = EMPTY;
    this.restAt = 0;
    turnScheduler.leave(this);
    this.connection?.socketClosed(this.failure);
  }

  private write(): void {
    const { connection } = this;
    const socket = this.#socket;
    if (connection === undefined || this.isWriting) return;
    if (socket.destroyed) {
      // Nobody must wait for a write that is never done, nor take an idle writer for a fast one.
      this.onGone(socket.errored ?? undefined);
      return;
    }
    const pieces = connection.takeOutput();
    const last = pieces.length - 1;
    if (last < 0) {
      if (this.isEnding && !socket.writableEnded) socket.end();
      return;
    }
    this.isWriting = true;
    if (this.writingSinceMs === 0) this.writingSinceMs = performance.now();
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

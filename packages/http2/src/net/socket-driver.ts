import type { Socket } from "node:net";
import type { PausingSink } from "../http1/connection-parts.ts";
import { Closing } from "./close-timeout.ts";
import type { DrivenConnection } from "./driven-connection.ts";
import type { DriverOptions } from "./driver-options.ts";
import { type DriverShared, leaveDebt, takeDebtOver } from "./driver-shared.ts";
import { KeptInput } from "./kept-input.ts";
import { plainBytes } from "./plain-bytes.ts";
import { readShared } from "./read-shared.ts";
import { systemNowMs } from "./system-timers.ts";
import { type TurnTaker, turnScheduler } from "./turn-scheduler.ts";
import { writePieces } from "./write-pieces.ts";
import { WriteWatch } from "./write-watch.ts";

/** A chunk that comes so soon after the last belongs to the same turn: the socket is read repeatedly. */
const SAME_TURN_MS = 0.1;

/** A busy connection whose chunks are smaller has caught up: they need not wait for its turn. */
const LARGE_CHUNK_BYTES = 16 * 1024;

/** A connection that has used up so many of its turns while others waited is reported, once. */
const TURNS_REPORTED = 200;

/**
 * Ties a connection to a socket (TCP, Unix or TLS).
 *
 * Frames of one turn of the event loop leave in one write (of a busy turn the first half goes ahead),
 * from the check phase: after the poll phase in which requests and responses arrived. A batch grows
 * under load; a lone frame leaves at once. What gathers while a write is under way leaves after it.
 *
 * Input is dealt with at once for as long as the connection's share of the turn lasts. The rest
 * waits for the `TurnScheduler`, and nothing more is read until then.
 */
export class SocketDriver implements PausingSink, TurnTaker {
  readonly #socket: Socket;
  private readonly shared: DriverShared | undefined;
  /** The end of a connection in order does not wait for the peer's end. */
  private readonly leavesFirst: boolean;
  private connection: DrivenConnection | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private isWriting: boolean;
  /** Writes that the socket has taken at once, and has yet to call back for. */
  private takenAtOnce: number;
  private isEnding: boolean;
  /** The socket is closed, or cannot be written to any more. */
  private isGone: boolean;
  private readonly closing: Closing;
  /** How long nothing is read at first. */
  private entryWaitMs: number;
  private failure: Error | undefined;
  /** When the writes of this turn began; 0 before the first. */
  private writingSinceMs: number;
  /** The last write is done, and those who wait for it hear so in the next turn. */
  private isHeldBack: boolean;
  private readonly flush: () => void;
  private readonly onWritten: (error?: Error | null) => void;
  /** Input that waits for the next turn. */
  private readonly kept: KeptInput;
  /** The connection uses its shares up: what arrives waits for a turn. */
  private isHeavy: boolean;
  /** When the last chunk was dealt with. */
  private doneMs: number;
  /** When the share of the turn under way is used up. */
  private untilMs: number;
  /** Nothing is read from the peer: it was cut off, or the connection takes nothing for now. */
  private isCut: boolean;
  private isPaused: boolean;
  debtMs: number;
  isWaiting: boolean;
  contendedTurns: number;
  costlyUntilMs: number;
  private isReported: boolean;
  private readonly writeWatch: WriteWatch | undefined;

  constructor(socket: Socket, options: DriverOptions = {}) {
    const { shared, leavesFirst = false, writeTimeoutMs = Infinity } = options;
    this.#socket = socket;
    this.shared = shared;
    this.leavesFirst = leavesFirst;
    this.writeWatch =
      writeTimeoutMs === Infinity
        ? undefined
        : new WriteWatch(socket, writeTimeoutMs, (reason) => this.connection?.onPeerSilent(reason));
    this.connection = undefined;
    this.immediate = undefined;
    this.isWriting = false;
    this.takenAtOnce = 0;
    this.isEnding = false;
    this.isGone = false;
    this.closing = new Closing(socket, shared);
    this.entryWaitMs = 0;
    this.writingSinceMs = 0;
    this.isHeldBack = false;
    this.failure = undefined;
    this.flush = () => {
      this.immediate = undefined;
      // SETTINGS leave with their acknowledgment, at the end of the first turn, where that is next.
      if (this.connection?.isReady === false && turnScheduler.isNext(this)) return;
      this.writingSinceMs = this.isWriting ? systemNowMs() : 0;
      turnScheduler.isFlushing = true;
      this.write();
    };
    this.onWritten = (error) => {
      if (this.takenAtOnce > 0) {
        this.takenAtOnce -= 1;
        // Those who wait go on after the last write.
        if (this.takenAtOnce === 0 && !this.isWriting) this.goOn();
        return;
      }
      this.isWriting = false;
      this.writeWatch?.end();
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
    this.kept = new KeptInput();
    this.isHeavy = false;
    this.doneMs = 0;
    this.untilMs = 0;
    this.isCut = false;
    this.isPaused = false;
    this.debtMs = 0;
    this.isWaiting = false;
    this.contendedTurns = 0;
    this.costlyUntilMs = 0;
    this.isReported = false;
  }

  /**
   * The client's address has used its allowance up: nothing is read for `ms`, and the first input waits
   * for its turn.
   */
  waitAtFirst(ms: number): void {
    this.isHeavy = true;
    this.entryWaitMs = ms;
  }

  /**
   * Starts reading.
   *
   * @param firstBytes those that were read before
   * @param readsItself the socket hands its bytes to `received` by itself (option `onread` of node:net)
   */
  attach(
    connection: DrivenConnection,
    firstBytes: Uint8Array | undefined,
    readsItself: boolean,
  ): void {
    this.connection = connection;
    const socket = this.#socket;
    socket.on("error", (error) => this.onGone(error));
    socket.on("close", () => this.onGone(undefined));
    // Half-closed or gone looks the same: finish writing, then close.
    socket.on("end", () => this.connection?.socketClosed(undefined));
    if (turnScheduler.isContended) this.isHeavy = true;
    if (firstBytes !== undefined) this.receive(plainBytes(firstBytes), firstBytes.length, true);
    const handsOver =
      readsItself || readShared(socket, (length, buffer) => this.receive(buffer, length, false));
    if (this.entryWaitMs === 0) {
      this.startReading(handsOver);
      return;
    }
    if (handsOver) socket.pause();
    const timer = setTimeout(() => this.startReading(handsOver), this.entryWaitMs);
    socket.on("close", () => clearTimeout(timer));
  }

  /** Goes on with another connection, as the first bytes have decided. */
  replace(connection: DrivenConnection): void {
    this.connection = connection;
  }

  /** @param handsOver the socket hands its bytes to the driver without being listened to */
  private startReading(handsOver: boolean): void {
    const socket = this.#socket;
    if (handsOver && this.kept.isEmpty) socket.resume();
    if (handsOver) return;
    socket.on("data", (chunk) => {
      if (!this.receive(plainBytes(chunk), chunk.length, true)) socket.pause();
    });
  }

  /**
   * Takes the bytes `buffer[0..length)`. The buffer belongs to the connection, and the next read
   * reuses it. Returns whether to go on reading.
   */
  received(length: number, buffer: Uint8Array): boolean {
    return this.receive(buffer, length, true);
  }

  /**
   * Deals with a chunk for as long as the share of the turn lasts. Returns whether to go on reading.
   * @param isOwned nobody else reads into `bytes` before reading goes on
   */
  private receive(bytes: Uint8Array, length: number, isOwned: boolean): boolean {
    const { connection } = this;
    if (connection === undefined || this.isEnding) return this.closing.drops(length);
    turnScheduler.isFlushing = false;
    if (this.mustWait(connection, length)) {
      this.keep(bytes, 0, length, isOwned);
      return false;
    }
    const nowMs = systemNowMs();
    if (nowMs - this.doneMs > SAME_TURN_MS) {
      // A write under way goes on in this turn; 0 would make it as old as the process.
      this.writingSinceMs = this.isWriting ? nowMs : 0;
      this.untilMs = nowMs + turnScheduler.shareMs(this, nowMs, !this.isHeavy);
    }
    if (this.isHeavy) connection.inputWaitMs = this.kept.waitMs(nowMs);
    this.isHeavy = false;
    const at = connection.receive(bytes, length, 0, nowMs, this.untilMs);
    connection.inputWaitMs = 0;
    const doneMs = systemNowMs();
    this.doneMs = doneMs;
    if (at >= length && doneMs < this.untilMs) return !this.isCut && !this.isPaused;
    turnScheduler.charge(this, doneMs - this.untilMs);
    if (this.isEnding) leaveDebt(this.shared, this);
    else if (at < length) takeDebtOver(this.shared, this);
    this.keep(bytes, at, length, isOwned);
    return this.isEnding && !this.isCut;
  }

  /** Whether a chunk waits for the connection's turn: behind an earlier one, or because there is much. */
  private mustWait(connection: DrivenConnection, length: number): boolean {
    if (!this.isHeavy) return false;
    if (!this.kept.isEmpty || this.debtMs > 0 || turnScheduler.isCostly(this)) return true;
    return length >= LARGE_CHUNK_BYTES || !connection.isReady;
  }

  /** Keeps `bytes[at..end)`, which may be empty, for the connection's next turn. */
  private keep(bytes: Uint8Array, at: number, end: number, isOwned: boolean): void {
    if (this.isEnding) return;
    this.isHeavy = true;
    this.kept.add(bytes, at, end, isOwned);
    if (!this.isPaused) turnScheduler.enter(this);
  }

  takeTurn(nowMs: number, untilMs: number): void {
    const { connection, kept } = this;
    if (connection === undefined || this.isGone) return;
    this.debtMs = 0;
    this.reportThrottled();
    if (this.isHeldBack) {
      this.writingSinceMs = 0;
      this.goOn();
    }
    if (this.isEnding || kept.isEmpty) return;
    const isFirst = !connection.isReady;
    kept.feed(connection, nowMs, untilMs);
    const doneMs = systemNowMs();
    turnScheduler.charge(this, doneMs - untilMs);
    if (this.isEnding) {
      this.kept.drop();
      leaveDebt(this.shared, this);
      return;
    }
    if (isFirst) {
      clearImmediate(this.immediate);
      this.flush();
    }
    if (kept.hasBytes) {
      takeDebtOver(this.shared, this);
      if (!this.isPaused) turnScheduler.enter(this);
      return;
    }
    kept.resume(doneMs);
    if (!this.isPaused) this.#socket.resume();
  }

  pauseInput(): void {
    this.isPaused = true;
  }

  resumeInput(): void {
    this.isPaused = false;
    if (this.isEnding) return;
    if (this.kept.isEmpty) this.#socket.resume();
    else turnScheduler.enter(this);
  }

  onTurnSettled(): void {
    if (this.isEnding) leaveDebt(this.shared, this);
  }

  /**
   * Whether the share of the turn is used up by writing. A peer that reads as fast as we write
   * would otherwise let its senders go on forever: each write is done at once, and the next begins.
   */
  private endsTurn(): boolean {
    return turnScheduler.endsOutputTurn(this, this.writingSinceMs, systemNowMs());
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
    turnScheduler.letFlush();
  }

  onBlocked(ms: number): void {
    this.isHeavy = true;
    turnScheduler.onBlocked(this, ms);
  }

  flushNow(): void {
    if (this.isWriting) return;
    this.write();
    const { connection } = this;
    const socket = this.#socket;
    // The callback comes when whoever writes has returned. The kernel has everything, and the next write may begin.
    const isTaken = this.isWriting && socket.writableLength === 0 && socket.errored === null;
    if (!isTaken || connection === undefined || this.endsTurn()) return;
    this.isWriting = false;
    this.writeWatch?.end();
    this.takenAtOnce += 1;
    connection.outputTaken();
  }

  end(isCut: boolean, isAbuse: boolean): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.isCut = isCut;
    this.kept.drop();
    if (!this.isHeldBack) turnScheduler.leave(this);
    if (this.isGone) return;
    this.writeWatch?.stop();
    this.scheduleFlush();
    // What a peer that was cut off still sends is left to the kernel, which stops it.
    if (isCut) this.#socket.pause();
    else this.#socket.resume();
    this.closing.begin(isCut, isAbuse);
  }

  /** The socket has failed or closed: the connection is over, whatever still waits. */
  private onGone(error: Error | undefined): void {
    this.failure ??= error;
    if (error === undefined || this.#socket.destroyed) {
      clearImmediate(this.immediate);
      this.immediate = undefined;
      this.closing.done();
    }
    if (!this.isGone) {
      this.isGone = true;
      this.isEnding = true;
      this.writeWatch?.stop();
      this.kept.drop();
      turnScheduler.leave(this);
      leaveDebt(this.shared, this);
      this.connection?.socketClosed(this.failure);
    }
    if (!this.isWriting || this.isHeldBack) this.connection?.outputLost();
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
    if (pieces.length === 0) {
      if (!this.isEnding || this.closing.isHeld || socket.writableEnded) return;
      if (this.leavesFirst && !this.isCut) socket.destroySoon();
      else socket.end();
      return;
    }
    this.isWriting = true;
    this.writeWatch?.begin();
    if (this.writingSinceMs === 0) this.writingSinceMs = systemNowMs();
    writePieces(socket, pieces, this.onWritten);
  }
}

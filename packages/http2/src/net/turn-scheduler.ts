import { performance } from "node:perf_hooks";

/** The share of a turn of the event loop that a connection gets while others wait for theirs. */
const SHARE_MS = 0.25;

/** The share of a connection that nothing else competes with. */
const LONE_SHARE_MS = 5;

/** How long after a connection used its share up the others count as competing with it. */
const CONTENTION_MS = 5;

/** A connection whose socket has brought more than one share of a turn can deal with. */
export interface TurnTaker {
  /** Milliseconds that the connection has taken beyond its shares, which it sits out first. */
  debtMs: number;
  /** In the scheduler's queue. Kept by the scheduler. */
  isWaiting: boolean;
  /** Goes on with what waits, until the clock shows `untilMs`; enters the scheduler again if more is left. */
  takeTurn(nowMs: number, untilMs: number): void;
  /** Counts turns in which others waited as well. Kept by the scheduler. */
  contendedTurns: number;
}

/**
 * Divides the turns of the event loop between connections, process-wide, by deficit round robin. A
 * connection that has used its share up stops reading, waits here, and goes on in a later turn. One that
 * took more than its share, because a single message was expensive, lets the others go first until that
 * is made up for.
 *
 * One waiting connection is served per turn of the event loop, in the check phase. Connections that do
 * not use their share up are served in the poll phase and do not wait.
 */
export class TurnScheduler {
  private waiting: TurnTaker[];
  private immediate: NodeJS.Immediate | undefined;
  private readonly run: () => void;
  /** The connection that was served last. */
  private last: TurnTaker | undefined;
  /** Another connection than the last has brought a chunk since that was served. */
  private othersArrived: boolean;
  private contendedUntilMs: number;
  /** The connection that brought the last chunk, and whether others did since output was last held back. */
  private lastArrived: TurnTaker | undefined;
  private severalArrived: boolean;

  constructor() {
    this.waiting = [];
    this.immediate = undefined;
    this.run = () => this.serve();
    this.last = undefined;
    this.othersArrived = false;
    this.contendedUntilMs = 0;
    this.lastArrived = undefined;
    this.severalArrived = false;
  }

  /** Whether connections wait: one that is new to the process takes its place behind them. */
  get isContended(): boolean {
    return this.waiting.length > 0;
  }

  /** Whether connections have competed for turns a short while ago. */
  isContendedAt(nowMs: number): boolean {
    return this.waiting.length > 0 || nowMs < this.contendedUntilMs;
  }

  /** Notes a chunk that is read at once. Returns how long its connection may take, in milliseconds. */
  shareMs(taker: TurnTaker, nowMs: number): number {
    if (taker !== this.last) this.othersArrived = true;
    if (taker !== this.lastArrived) {
      this.severalArrived = this.lastArrived !== undefined;
      this.lastArrived = taker;
    }
    return nowMs < this.contendedUntilMs ? SHARE_MS : LONE_SHARE_MS;
  }

  /**
   * Whether a connection that has been writing since `sinceMs`, to a socket that takes all at once, lets
   * the event loop go on first. The same shares hold as for what arrives.
   */
  endsOutputTurn(taker: TurnTaker, sinceMs: number, nowMs: number): boolean {
    const isContended = nowMs < this.contendedUntilMs;
    if (nowMs - sinceMs < (isContended ? SHARE_MS : LONE_SHARE_MS)) return false;
    if (this.severalArrived || (this.lastArrived !== undefined && this.lastArrived !== taker)) {
      this.contendedUntilMs = nowMs + CONTENTION_MS;
      taker.contendedTurns += 1;
    }
    this.severalArrived = false;
    this.lastArrived = undefined;
    return true;
  }

  /** Puts a connection behind those that wait. */
  enter(taker: TurnTaker): void {
    if (taker.isWaiting) return;
    taker.isWaiting = true;
    this.waiting.push(taker);
    this.immediate ??= setImmediate(this.run);
  }

  /** Takes a connection out that has closed. */
  leave(taker: TurnTaker): void {
    taker.isWaiting = false;
    if (this.last === taker) this.last = undefined;
    if (this.lastArrived === taker) this.lastArrived = undefined;
  }

  private serve(): void {
    this.immediate = undefined;
    const nowMs = performance.now();
    const isAlone = this.waiting.length === 1 && !this.othersArrived;
    if (!isAlone) this.contendedUntilMs = nowMs + CONTENTION_MS;
    const taker = isAlone ? this.waiting.shift() : this.next();
    this.othersArrived = false;
    if (taker?.isWaiting === true) {
      taker.isWaiting = false;
      this.last = taker;
      if (!isAlone) taker.contendedTurns += 1;
      taker.takeTurn(nowMs, nowMs + (isAlone ? LONE_SHARE_MS : SHARE_MS));
    }
    if (this.waiting.length > 0) this.immediate ??= setImmediate(this.run);
  }

  /** The first that is in no debt. Each that is in debt lets it go ahead, which pays a share back. */
  private next(): TurnTaker | undefined {
    let leastMs = Infinity;
    for (let left = this.waiting.length; left > 0; left--) {
      const taker = this.waiting.shift() as TurnTaker;
      if (!taker.isWaiting) continue;
      if (taker.debtMs <= 0) return taker;
      taker.debtMs -= SHARE_MS;
      leastMs = Math.min(leastMs, taker.debtMs);
      this.waiting.push(taker);
    }
    // All are in debt, to each other: nobody gains by waiting.
    if (!this.othersArrived) for (const taker of this.waiting) taker.debtMs -= leastMs;
    return undefined;
  }
}

/** The event loop is one, hence so is its scheduler. */
export const turnScheduler: TurnScheduler = new TurnScheduler();

import { systemNowMs } from "./system-timers.ts";

/** The share of a turn of the event loop that a connection gets while others wait for theirs. */
const SHARE_MS = 0.25;

/** The share of a connection that nothing else competes with. */
const LONE_SHARE_MS = 5;

/** How long after a connection used its share up the others count as competing with it. */
const CONTENTION_MS = 5;

/** The most that a connection sits out after one expensive message. */
export const MOST_DEBT_MS = 250;

/** A connection that kept the event loop busy in one go counts as costly for so long, its waits aside. */
const COSTLY_MS = 500;

/** Costly connections wait while one of the others, which are not, has brought something so recently. */
const LIGHT_MS = 100;

/** The most that costly connections wait after one message. */
const MOST_GAP_MS = 250;

/** From so long on a wait is left to a timer: the event loop rests. */
const LEAST_TIMER_MS = 1;

/** The longest such wait: by then there may be nobody left to wait for. */
const MOST_TIMER_MS = 5;

/** A connection whose socket has brought more than one share of a turn can deal with. */
export interface TurnTaker {
  /** Milliseconds that the connection has taken beyond its shares, which it sits out first. */
  debtMs: number;
  /** In the scheduler's queue. Kept by the scheduler. */
  isWaiting: boolean;
  /** Goes on with what waits, until the clock shows `untilMs`; enters the scheduler again if more is left. */
  takeTurn(nowMs: number, untilMs: number): void;
  /** The handlers that the turn led to are done, and their time is in `debtMs`. Only where others waited. */
  onTurnSettled(): void;
  /** Counts turns in which others waited as well. Kept by the scheduler. */
  contendedTurns: number;
  /**
   * Until when it is costly, or 0. In the queue, where that time stands still, how much of it is left, as a negative
   * number: waiting does not show that a connection has become cheap. Kept by the scheduler.
   */
  costlyUntilMs: number;
}

/** The scheduler's memory of the last milliseconds. */
class Recent {
  /** The connection that was served last. */
  last: TurnTaker | undefined = undefined;
  /** Another connection than the last has brought a chunk since that was served. */
  othersArrived = false;
  contendedUntilMs = 0;
  /** The connection that brought the last chunk, and whether others did since output was last held back. */
  lastArrived: TurnTaker | undefined = undefined;
  severalArrived = false;
  /** The last connection that was not busy and brought something, and the last but it; when they did. */
  light: TurnTaker | undefined = undefined;
  lightAtMs: number = -Infinity;
  otherLightAtMs: number = -Infinity;
  /** Until when costly connections wait, and the time that they have taken since that was set. */
  gapUntilMs = 0;
  gapOwedMs = 0;
}

/**
 * Divides the turns of the event loop between connections, process-wide, by deficit round robin. A
 * connection that has used its share up stops reading, waits here, and goes on in a later turn. One that
 * took more than its share, because a single message was expensive, lets the others go first until that
 * is made up for.
 *
 * One waiting connection is served per turn of the event loop, in the check phase, after the output of
 * that turn has left. Connections that do not use their share up are served in the poll phase and do not
 * wait.
 *
 * A message that takes long to decode cannot be left midway. Connections that have sent one have half of
 * the time together, as long as there are others: what one of them has taken, all of them wait.
 */
export class TurnScheduler {
  private waiting: TurnTaker[];
  private immediate: NodeJS.Immediate | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly run: () => void;
  private readonly now: () => number;
  /** The connection whose turn is done, but for what it leads to, and from when on that is beyond its share. */
  private settling: TurnTaker | undefined;
  private overFromMs: number;
  private readonly onTick: () => void;
  private readonly onMicrotask: () => void;
  private readonly onSettled: () => void;
  private recent: Recent;
  /** The connection whose turn it is. */
  private taking: TurnTaker | undefined;
  private lastServedMs: number;
  /** The latest time that was seen. */
  private latestMs: number;
  /** Output leaves: set at the end of a turn, and reset when a chunk arrives in the next. */
  isFlushing: boolean;

  /** @param now a monotonic clock, in milliseconds */
  constructor(now: () => number = systemNowMs) {
    this.waiting = [];
    this.immediate = undefined;
    this.timer = undefined;
    this.run = () => this.serve();
    this.now = now;
    this.settling = undefined;
    this.overFromMs = 0;
    // Ticks go before microtasks: the tick of a microtask comes when all of those are done.
    this.onTick = () => queueMicrotask(this.onMicrotask);
    this.onMicrotask = () => process.nextTick(this.onSettled);
    this.onSettled = () => this.settle();
    this.recent = new Recent();
    this.taking = undefined;
    this.lastServedMs = 0;
    this.latestMs = 0;
    this.isFlushing = false;
  }

  /** Whether connections wait: one that is new to the process takes its place behind them. */
  get isContended(): boolean {
    return this.waiting.length > 0;
  }

  /** Whether a connection waits alone, and nothing can put off its turn, which is the next. */
  isNext(taker: TurnTaker): boolean {
    // Connections that have closed are still in the queue.
    while (this.waiting[0]?.isWaiting === false) this.waiting.shift();
    if (this.waiting.length !== 1 || this.waiting[0] !== taker || taker.debtMs > 0) return false;
    return taker.isWaiting && this.immediate !== undefined && taker.costlyUntilMs === 0;
  }

  /** Whether connections have competed for turns a short while ago. */
  isContendedAt(nowMs: number): boolean {
    this.notice(nowMs);
    return this.waiting.length > 0 || nowMs < this.recent.contendedUntilMs;
  }

  /**
   * Notes a chunk that is read at once. Returns how long its connection may take, in milliseconds.
   *
   * @param isLight the connection has not used its shares up lately
   */
  shareMs(taker: TurnTaker, nowMs: number, isLight: boolean): number {
    this.notice(nowMs);
    if (taker !== this.recent.last) this.recent.othersArrived = true;
    if (isLight) {
      if (this.recent.light !== taker) {
        this.recent.otherLightAtMs = this.recent.lightAtMs;
        this.recent.light = taker;
      }
      this.recent.lightAtMs = nowMs;
    }
    if (taker !== this.recent.lastArrived) {
      this.recent.severalArrived = this.recent.lastArrived !== undefined;
      this.recent.lastArrived = taker;
    }
    return nowMs < this.recent.contendedUntilMs ? SHARE_MS : LONE_SHARE_MS;
  }

  /**
   * Forgets what was before when the clock has gone back: a simulation has begun, whose runs must not
   * depend on it.
   */
  private notice(nowMs: number): void {
    if (nowMs < this.latestMs) this.recent = new Recent();
    this.latestMs = nowMs;
  }

  /**
   * Output is about to leave at the end of this turn: it goes ahead of the connection whose turn it is.
   * Output that is made while other output leaves goes with the next turn, and delays no connection.
   */
  letFlush(): void {
    if (this.immediate === undefined || this.isFlushing) return;
    clearImmediate(this.immediate);
    this.immediate = setImmediate(this.run);
  }

  /** Notes that a connection took `ms` beyond its share. Nothing when that is negative. */
  charge(taker: TurnTaker, ms: number): void {
    if (ms > 0) taker.debtMs = Math.min(taker.debtMs + ms, MOST_DEBT_MS);
  }

  /** A message of the connection has kept the event loop busy for `ms`, in one go. */
  onBlocked(taker: TurnTaker, ms: number): void {
    const nowMs = this.now();
    this.notice(nowMs);
    taker.costlyUntilMs = taker.isWaiting ? -COSTLY_MS : nowMs + COSTLY_MS;
    // What is part of a turn counts when the turn ends.
    if (this.taking !== taker) this.owe(ms, nowMs);
  }

  /** Whether a connection has kept the event loop busy lately: what it sends waits for its turn. */
  isCostly(taker: TurnTaker): boolean {
    return taker.costlyUntilMs > 0 && this.now() < taker.costlyUntilMs;
  }

  /** Costly connections have taken `ms`: they wait as long, once it is worth a timer. */
  private owe(ms: number, nowMs: number): void {
    this.recent.gapOwedMs += ms;
    if (this.recent.gapOwedMs < LEAST_TIMER_MS) return;
    this.recent.gapUntilMs = nowMs + Math.min(this.recent.gapOwedMs, MOST_GAP_MS);
    this.recent.gapOwedMs = 0;
  }

  /** How long a connection in the queue still has to wait for those that are not costly. */
  private gapMs(taker: TurnTaker, nowMs: number): number {
    if (nowMs >= this.recent.gapUntilMs || taker.costlyUntilMs >= 0) return 0;
    const lightAtMs =
      this.recent.light === taker ? this.recent.otherLightAtMs : this.recent.lightAtMs;
    return nowMs - lightAtMs < LIGHT_MS ? this.recent.gapUntilMs - nowMs : 0;
  }

  /**
   * Whether a connection that has been writing since `sinceMs`, to a socket that takes all at once, lets
   * the event loop go on first. The same shares hold as for what arrives.
   */
  endsOutputTurn(taker: TurnTaker, sinceMs: number, nowMs: number): boolean {
    this.notice(nowMs);
    const shareMs = nowMs < this.recent.contendedUntilMs ? SHARE_MS : LONE_SHARE_MS;
    if (nowMs - sinceMs < shareMs) return false;
    this.charge(taker, nowMs - sinceMs - shareMs);
    if (
      this.recent.severalArrived ||
      (this.recent.lastArrived !== undefined && this.recent.lastArrived !== taker)
    ) {
      this.recent.contendedUntilMs = nowMs + CONTENTION_MS;
      taker.contendedTurns += 1;
    }
    this.recent.severalArrived = false;
    this.recent.lastArrived = undefined;
    return true;
  }

  /** Puts a connection behind those that wait. */
  enter(taker: TurnTaker): void {
    if (taker.isWaiting) return;
    if (this.waiting.length === 0) this.lastServedMs = this.now();
    taker.isWaiting = true;
    if (taker.costlyUntilMs > 0) {
      taker.costlyUntilMs = Math.min(0, this.now() - taker.costlyUntilMs);
    }
    this.waiting.push(taker);
    this.arm(0);
  }

  /** Takes a connection out that has closed. */
  leave(taker: TurnTaker): void {
    taker.isWaiting = false;
    if (this.recent.last === taker) this.recent.last = undefined;
    if (this.recent.lastArrived === taker) this.recent.lastArrived = undefined;
    if (this.recent.light === taker) this.recent.light = undefined;
  }

  /** Sees to it that somebody is served, in `waitMs` at the latest. */
  private arm(waitMs: number): void {
    if (this.waiting.length === 0 || this.immediate !== undefined) return;
    clearTimeout(this.timer);
    if (waitMs < LEAST_TIMER_MS) this.immediate = setImmediate(this.run);
    else this.timer = setTimeout(this.run, Math.min(waitMs, MOST_TIMER_MS));
  }

  private serve(): void {
    this.immediate = undefined;
    const nowMs = this.now();
    this.notice(nowMs);
    const [first] = this.waiting;
    const isAlone =
      this.waiting.length === 1 &&
      !this.recent.othersArrived &&
      this.gapMs(first as TurnTaker, nowMs) === 0;
    if (!isAlone) this.recent.contendedUntilMs = nowMs + CONTENTION_MS;
    const next = isAlone ? this.waiting.shift() : this.next(nowMs);
    this.recent.othersArrived = false;
    if (typeof next === "number") {
      this.lastServedMs = nowMs;
      this.arm(next);
      return;
    }
    if (next?.isWaiting === true) this.giveTurn(next, nowMs, isAlone);
    this.lastServedMs = this.now();
    this.arm(0);
  }

  private giveTurn(taker: TurnTaker, nowMs: number, isAlone: boolean): void {
    taker.isWaiting = false;
    if (taker.costlyUntilMs < 0) taker.costlyUntilMs = nowMs - taker.costlyUntilMs;
    this.recent.last = taker;
    if (!isAlone) taker.contendedTurns += 1;
    const isContended = nowMs < this.recent.contendedUntilMs;
    const untilMs = nowMs + (isContended ? SHARE_MS : LONE_SHARE_MS);
    this.taking = taker;
    taker.takeTurn(nowMs, untilMs);
    this.taking = undefined;
    const endMs = this.now();
    // It may be in the queue again.
    const isCostly = taker.costlyUntilMs < 0 || endMs < taker.costlyUntilMs;
    if (isCostly) this.owe(endMs - nowMs, endMs);
    if (!isContended) return;
    this.settling = taker;
    this.overFromMs = Math.max(endMs, untilMs);
    process.nextTick(this.onTick);
  }

  /** The work of handlers after an await counts in the turn that began it. */
  private settle(): void {
    const { settling } = this;
    if (settling === undefined) return;
    this.settling = undefined;
    this.charge(settling, this.now() - this.overFromMs);
    settling.onTurnSettled();
  }

  /**
   * Returns the first that is in no debt, else how long to wait for one, in milliseconds. Each that is in debt
   * lets the others go ahead, which pays a share back, or as much time as has passed.
   */
  private next(nowMs: number): TurnTaker | number {
    const paidMs = Math.max(SHARE_MS, nowMs - this.lastServedMs);
    let leastMs = Infinity;
    let isInGap = false;
    for (let left = this.waiting.length; left > 0; left--) {
      const taker = this.waiting.shift() as TurnTaker;
      if (!taker.isWaiting) continue;
      const gapMs = this.gapMs(taker, nowMs);
      if (taker.debtMs <= 0 && gapMs === 0) return taker;
      taker.debtMs = Math.max(0, taker.debtMs - paidMs);
      leastMs = Math.min(leastMs, Math.max(taker.debtMs, gapMs));
      if (gapMs > 0) isInGap = true;
      this.waiting.push(taker);
    }
    if (this.recent.othersArrived || isInGap) return leastMs;
    // All are in debt, to each other: nobody gains by waiting.
    for (const taker of this.waiting) taker.debtMs -= leastMs;
    return 0;
  }
}

/** The event loop is one, hence so is its scheduler. */
export const turnScheduler: TurnScheduler = new TurnScheduler();

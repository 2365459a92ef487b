import { systemNowMs } from "./system-timers.ts";
import type { TurnScheduler, TurnTaker } from "./turn-scheduler.ts";

/** As in turn-scheduler.ts. */
export const MOST_DEBT_MS = 250;

/** The share of a turn of the event loop. */
const SHARE_MS = 5;

/**
 * Gives each connection turns by itself. Used in Workers instead of the TurnScheduler of turn-scheduler.ts
 * (package.json, `browser`): there, a connection belongs to the request that opened it, whose timers end with it, and
 * no other request may wait for these or touch the connection.
 */
class SeparateTurns implements Pick<TurnScheduler, keyof TurnScheduler> {
  readonly isContended = false;
  isFlushing = false;

  isNext(): boolean {
    return false;
  }

  isCostly(): boolean {
    return false;
  }

  isContendedAt(): boolean {
    return false;
  }

  shareMs(): number {
    return SHARE_MS;
  }

  letFlush(): void {}
  charge(): void {}
  onBlocked(): void {}

  endsOutputTurn(_taker: TurnTaker, sinceMs: number, nowMs: number): boolean {
    return nowMs - sinceMs >= SHARE_MS;
  }

  enter(taker: TurnTaker): void {
    if (taker.isWaiting) return;
    taker.isWaiting = true;
    setImmediate(() => {
      if (!taker.isWaiting) return;
      taker.isWaiting = false;
      const nowMs = systemNowMs();
      taker.takeTurn(nowMs, nowMs + SHARE_MS);
    });
  }

  leave(taker: TurnTaker): void {
    taker.isWaiting = false;
  }
}

/** As in turn-scheduler.ts. */
export const turnScheduler: Pick<TurnScheduler, keyof TurnScheduler> = new SeparateTurns();

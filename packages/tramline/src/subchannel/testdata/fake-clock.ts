import type { Clock, ScheduledTimer } from "../clock.ts";

interface FakeTimer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  private timeMs = 0;
  private readonly timers = new Set<FakeTimer>();

  /** Timers that have been set and are neither due nor cancelled. */
  get pending(): number {
    return this.timers.size;
  }

  nowMs(): number {
    return this.timeMs;
  }

  schedule(callback: () => void, delayMs: number): ScheduledTimer {
    const timer: FakeTimer = { atMs: this.timeMs + delayMs, callback };
    this.timers.add(timer);
    return { cancel: () => void this.timers.delete(timer) };
  }

  /** Milliseconds until the next timer is due. */
  get nextInMs(): number | undefined {
    const next = this.next();
    return next === undefined ? undefined : next.atMs - this.timeMs;
  }

  /** Goes on, running timers as they become due, and lets promises settle after each. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.timeMs + byMs;
    for (;;) {
      const next = this.next();
      if (next === undefined || next.atMs > endMs) break;
      this.timers.delete(next);
      this.timeMs = next.atMs;
      next.callback();
      await settled();
    }
    this.timeMs = endMs;
    await settled();
  }

  private next(): FakeTimer | undefined {
    let next: FakeTimer | undefined;
    for (const timer of this.timers) {
      if (next === undefined || timer.atMs < next.atMs) next = timer;
    }
    return next;
  }
}

/** Lets every promise that can settle do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await undefined;
}

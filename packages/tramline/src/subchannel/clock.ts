import { monotonicNowMs } from "@tramline/rpc";
/**
 * The clock that channels, subchannels and resolvers read and set timers on. Injected, so that a
 * test can walk through two minutes of backoff in a microsecond.
 */
export interface Clock {
  /** Monotonic time in milliseconds; only differences have a meaning. */
  nowMs(): number;
  /**
   * Calls `callback` once, `delayMs` from now (0 = next turn). The timer alone does not keep the
   * process alive: code with a waiting caller keeps it alive by other means.
   */
  schedule(callback: () => void, delayMs: number): ScheduledTimer;
}

/** A timer that has been set on a {@link Clock}. */
export interface ScheduledTimer {
  /** Prevents the callback; harmless after it has run. */
  cancel(): void;
}

/** A source of uniformly distributed numbers in [0, 1), as `Math.random` is. */
export type RandomSource = () => number;

/** The longest delay that `setTimeout` keeps; a longer one fires at once. */
const MAX_TIMER_DELAY_MS = 2 ** 31 - 1;

/** The process's own clock: `performance.now` and unreferenced `setTimeout` timers. */
export const systemClock: Clock = {
  nowMs: monotonicNowMs,
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(delayMs, MAX_TIMER_DELAY_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Where the deadlines of a program take time and timers from; tests hand in their own. */
export interface TimerHost {
  /** Monotonic milliseconds, fractions included, from any origin. */
  now(): number;
  /** Calls back once, not before `delayMs` (1 to 65,536) by the host's best knowledge. */
  setTimeout(callback: () => void, delayMs: number): unknown;
  /** Forgets a timer that setTimeout returned. */
  clearTimeout(timer: unknown): void;
}

/** The timers of the platform. On Node they do not keep the process alive. */
export const platformTimers: TimerHost = {
  now: monotonicNowMs,
  setTimeout(callback, delayMs) {
    const timer: unknown = setTimeout(callback, delayMs);
    // Node returns an object that can let the process end; browsers return a number.
    if (typeof timer === "object" && timer !== null && "unref" in timer) {
      (timer as { unref(): unknown }).unref();
    }
    return timer;
  },
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** The monotonic time in milliseconds in which the points in time of deadlines are given. */
export function monotonicNowMs(): number {
  return performance.now();
}

/** The wall clock in milliseconds since 1970. It may jump. */
export function wallClockNowMs(): number {
  return Date.now();
}

/**
 * The monotonic point in time of a wall-clock one.
 *
 * @param at a Date or milliseconds since 1970
 */
export function monotonicFromWallClock(at: Date | number): number {
  return (typeof at === "number" ? at : at.getTime()) - wallClockNowMs() + monotonicNowMs();
}

/** The Date of a monotonic point in time; undefined for Infinity, which means no deadline. */
export function wallClockFromMonotonic(atMs: number): Date | undefined {
  return atMs === Infinity ? undefined : new Date(wallClockNowMs() + (atMs - monotonicNowMs()));
}

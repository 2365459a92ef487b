import type { ScheduledTimer, Timers } from "../timers.ts";

/** The longest delay that `setTimeout` keeps; a longer one fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The process's monotonic clock in milliseconds, fractions included; only differences have a meaning. */
export function systemNowMs(): number {
  return performance.now();
}

/** The time of day, in milliseconds since 1970. */
export function systemWallMs(): number {
  return Date.now();
}

/** Timers of the process that do not keep it alive. A delay beyond 24.8 days is cut to that. */
export const systemTimers: Timers = {
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(delayMs, MAX_DELAY_MS));
    timer.unref();
    return new SystemTimer(timer);
  },
};

class SystemTimer implements ScheduledTimer {
  private readonly timer: NodeJS.Timeout;

  constructor(timer: NodeJS.Timeout) {
    this.timer = timer;
  }

  cancel(): void {
    clearTimeout(this.timer);
  }
}

import type { Timers } from "../timers.ts";

/** The longest delay that `setTimeout` keeps; a longer one fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Timers of the process that do not keep it alive. A delay beyond 24.8 days is cut to that. */
export const systemTimers: Timers = {
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(delayMs, MAX_DELAY_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

// The waits of calls for their next attempt: a timer for each, since a page has few.

import { type DeadlineEntry, monotonicNowMs, type RetryWaiting } from "@tramline/rpc";

/** Lets waits of calls expire. On Node, the process does not end meanwhile. */
export class RetryTimers implements RetryWaiting {
  private readonly timers: Map<DeadlineEntry, ReturnType<typeof setTimeout>>;

  constructor() {
    this.timers = new Map();
  }

  /** Lets the entry expire at a point in monotonic time. */
  add(entry: DeadlineEntry, untilMs: number): void {
    this.timers.set(
      entry,
      setTimeout(() => entry.expire(), untilMs - monotonicNowMs()),
    );
  }

  /** Ends the wait of an entry, which may have expired. */
  remove(entry: DeadlineEntry): void {
    clearTimeout(this.timers.get(entry));
    this.timers.delete(entry);
  }
}

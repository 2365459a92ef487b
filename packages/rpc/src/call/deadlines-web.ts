import type { Deadlines } from "../deadline/deadline-entry.ts";
import { DeadlineTimers } from "../deadline/deadline-timers.ts";

/** Used in browsers instead of deadlines.ts (package.json, `browser`). */
export let deadlines: Deadlines = new DeadlineTimers();

/** As in deadlines.ts. */
export function replaceDeadlines(next: Deadlines): Deadlines {
  const before = deadlines;
  deadlines = next;
  return before;
}

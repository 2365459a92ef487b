import type { Deadlines } from "../deadline/deadline-entry.ts";
import { DeadlineWheel } from "../deadline/deadline-wheel.ts";

/**
 * The process's one wheel of deadlines: all calls of all channels and servers wait in it. Browsers get
 * deadlines-web.ts instead.
 */
export let deadlines: Deadlines = new DeadlineWheel();

/**
 * Replaces the process's deadlines, for a simulation that keeps its own time. Calls that wait already
 * stay where they are: the new deadlines must pass `remove` on for entries that they do not have.
 *
 * @returns those that were replaced
 */
export function replaceDeadlines(next: Deadlines): Deadlines {
  const before = deadlines;
  deadlines = next;
  return before;
}

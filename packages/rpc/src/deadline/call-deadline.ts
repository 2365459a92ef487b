import { monotonicFromWallClock } from "./clock.ts";

/** The part of a call's options that sets its deadline. */
export interface DeadlineOptions {
  /** Milliseconds from now. */
  readonly timeoutMs?: number | undefined;
  /** A point in time: a Date or milliseconds since 1970. */
  readonly deadline?: Date | number | undefined;
}

/**
 * The point in monotonic time by which a call must end: the earliest of timeout, deadline and the
 * deadline of the call on whose behalf it is made. Infinity when there is none.
 *
 * @param nowMs the monotonic time now
 * @param parentAtMs the deadline of the parent call, Infinity for none
 * @throws RangeError when timeoutMs or deadline is not a number
 */
export function deadlineAtMs(options: DeadlineOptions, nowMs: number, parentAtMs: number): number {
  let atMs = parentAtMs;
  const { timeoutMs, deadline } = options;
  if (timeoutMs !== undefined) {
    if (typeof timeoutMs !== "number" || Number.isNaN(timeoutMs)) {
      throw new RangeError(
        `invalid timeoutMs: expected a number of milliseconds, got ${String(timeoutMs)}`,
      );
    }
    if (nowMs + timeoutMs < atMs) atMs = nowMs + timeoutMs;
  }
  if (deadline !== undefined) {
    const wanted = monotonicFromWallClock(deadline);
    if (Number.isNaN(wanted)) {
      throw new RangeError(
        `invalid deadline: expected a valid Date or milliseconds since 1970, got ${String(deadline)}`,
      );
    }
    if (wanted < atMs) atMs = wanted;
  }
  return atMs;
}

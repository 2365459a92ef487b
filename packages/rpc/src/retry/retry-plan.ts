import type { DeadlineEntry } from "../deadline/deadline-entry.ts";
import type { CodeName } from "../status/code.ts";
import type { StatusError } from "../status/status-error.ts";
import type { AttemptProgress } from "./attempt-progress.ts";
import type { ReplayBudget } from "./replay-budget.ts";
import type { RetryThrottle } from "./retry-throttle.ts";

/** When and how failed attempts are repeated (gRFC A6). */
export interface RetryPolicy {
  /** Attempts in all, the first included: 2 or more. */
  readonly maxAttempts: number;
  /** The first wait, in milliseconds, before jitter. */
  readonly initialBackoffMs: number;
  /** The longest wait, in milliseconds. */
  readonly maxBackoffMs: number;
  /** Factor from one wait to the next. */
  readonly backoffMultiplier: number;
  /** Codes with which an attempt is repeated. */
  readonly retryableCodes: ReadonlySet<CodeName>;
}

/** When further attempts are made beside those that are under way (gRFC A6). */
export interface HedgingPolicy {
  /** Attempts in all, the first included: 2 or more. */
  readonly maxAttempts: number;
  /** From one attempt to the next, in milliseconds; 0: all at once. */
  readonly hedgingDelayMs: number;
  /** An attempt that fails with another code ends the call. */
  readonly nonFatalCodes: ReadonlySet<CodeName>;
}

/** Where calls wait for their next attempt. */
export interface RetryWaiting {
  /** Lets the entry expire at a point in monotonic time. */
  add(entry: DeadlineEntry, untilMs: number): void;
  /** Ends the wait of an entry, which may have expired. */
  remove(entry: DeadlineEntry): void;
}

/** A call that is tried again, as its retries see it. */
export interface RetriedCall {
  /** When the call's deadline passes, in monotonic milliseconds; Infinity without one. */
  readonly deadlineMs: number;
  /** Whether everything that was sent can be sent again. */
  readonly isRepeatable: boolean;
  /** Prepares to send everything again on the next attempt. */
  rewind(): void;
  /** Makes the next attempt. */
  startAttempt(wasDelayed: boolean): void;
}

/** The further attempts of one call. */
export interface CallRetries {
  /** Attempts that have failed and count for the policy. */
  readonly previousAttempts: number;
  /** Whether the last attempt that was made repeats one that no server has acted on. */
  readonly isTransparent: boolean;
  /** The failure of the attempt before. */
  readonly lastError: StatusError | undefined;
  /** The reason why no attempt is under way: half a sentence for an error. */
  readonly waitsFor: string | undefined;
  /**
   * An attempt has failed: makes another one, now or after a backoff.
   *
   * @returns false when the call ends with the error
   */
  tryAgain(error: StatusError, progress: AttemptProgress): boolean;
  /** The call is over: no further attempt is made. */
  stop(): void;
}

/** The channel's part in the retries of its calls. */
export interface RetrySettings {
  /** Stops retries while too many calls fail; undefined: nothing does. */
  readonly throttle: RetryThrottle | undefined;
  /** Bounds the messages that are kept in case they have to be sent again. */
  readonly budget: ReplayBudget;
  /** From 0 to less than 1. */
  readonly random: () => number;
  /** Where calls wait for their next attempt. */
  readonly waits: RetryWaiting;
}

/** How the calls of one method are tried again. */
export interface RetryPlan extends RetrySettings {
  /** At most one of the two policies is given. */
  readonly retryPolicy: RetryPolicy | undefined;
  /** When a call is sent more than once at a time. */
  readonly hedgingPolicy: HedgingPolicy | undefined;
  /** Begins to keep count for a call of which an attempt has failed. */
  begin(call: RetriedCall): CallRetries;
}

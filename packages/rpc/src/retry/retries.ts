import { monotonicNowMs } from "../deadline/clock.ts";
import { DeadlineEntry } from "../deadline/deadline-entry.ts";
import type { StatusError } from "../status/status-error.ts";
import type { AttemptProgress } from "./attempt-progress.ts";
import { readPushback } from "./pushback.ts";
import type { CallRetries, RetriedCall, RetryPlan, RetryPolicy } from "./retry-plan.ts";

/** So often a call is repeated at once that no server has looked at. */
const MAX_IMMEDIATE = 5;
/** The waits between later repetitions of a call that never leaves. */
const UNSENT_BACKOFF: Pick<RetryPolicy, "initialBackoffMs" | "maxBackoffMs" | "backoffMultiplier"> =
  { initialBackoffMs: 100, maxBackoffMs: 10_000, backoffMultiplier: 1.6 };
/** Backoffs are spread by this part of them, both ways. */
const JITTER = 0.2;

/** The further attempts of a call, one after another (gRFC A6). Made when the first one has failed. */
export class Retries extends DeadlineEntry implements CallRetries {
  previousAttempts: number;
  isTransparent: boolean;
  lastError: StatusError | undefined;
  private readonly call: RetriedCall;
  private readonly plan: RetryPlan;
  /** Transparent retries: the policy does not count them. */
  private unseen: number;
  /** Backoffs since the first attempt, or since the server's pushback. */
  private backoffs: number;
  private isWaiting: boolean;

  constructor(call: RetriedCall, plan: RetryPlan) {
    super();
    this.previousAttempts = 0;
    this.isTransparent = false;
    this.lastError = undefined;
    this.call = call;
    this.plan = plan;
    this.unseen = 0;
    this.backoffs = 0;
    this.isWaiting = false;
  }

  get waitsFor(): string | undefined {
    if (!this.isWaiting) return undefined;
    return `waiting to try again after ${this.lastError?.message}`;
  }

  tryAgain(error: StatusError, progress: AttemptProgress): boolean {
    const { call } = this;
    if (!call.isRepeatable || monotonicNowMs() >= call.deadlineMs) return false;
    const unseenMs = this.delayUnseen(progress);
    const delayMs = unseenMs ?? this.delayTried(error);
    if (delayMs === undefined) return false;
    this.isTransparent = unseenMs !== undefined;
    this.lastError = error;
    call.rewind();
    if (delayMs === 0) call.startAttempt(true);
    else this.wait(delayMs);
    return true;
  }

  stop(): void {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.plan.waits.remove(this);
  }

  override expire(): void {
    this.isWaiting = false;
    this.plan.waits.remove(this);
    this.call.startAttempt(true);
  }

  private wait(delayMs: number): void {
    this.isWaiting = true;
    this.plan.waits.add(this, monotonicNowMs() + delayMs);
  }

  /**
   * A transparent retry of an attempt that no server has acted on: once after a refusal. A GOAWAY says
   * nothing about the other connections, which may have to go at the same time. What never leaves is
   * repeated until the deadline.
   *
   * @returns undefined when the policy decides
   */
  private delayUnseen(progress: AttemptProgress): number | undefined {
    if (progress === "tried") return undefined;
    const limit = progress === "refused" ? 1 : progress === "disowned" ? MAX_IMMEDIATE : Infinity;
    if (this.unseen >= limit) return undefined;
    this.unseen += 1;
    const waits = this.unseen - MAX_IMMEDIATE;
    return waits <= 0 ? 0 : backoffMs(UNSENT_BACKOFF, waits, this.plan.random);
  }

  /** @returns undefined when the policy says that the call ends */
  private delayTried(error: StatusError): number | undefined {
    const { retryPolicy: policy, throttle, random } = this.plan;
    if (policy === undefined) return undefined;
    const isRetryable = policy.retryableCodes.has(error.code);
    const pushbackMs = readPushback(error.metadata);
    if (isRetryable || pushbackMs === -1) throttle?.onFailure();
    if (!isRetryable || pushbackMs === -1 || throttle?.allows === false) return undefined;
    if (this.previousAttempts + 1 >= policy.maxAttempts) return undefined;
    this.previousAttempts += 1;
    if (pushbackMs !== undefined) {
      this.backoffs = 0;
      return pushbackMs;
    }
    this.backoffs += 1;
    return backoffMs(policy, this.backoffs, random);
  }
}

/** The n-th backoff in milliseconds, with its jitter. */
function backoffMs(
  policy: Pick<RetryPolicy, "initialBackoffMs" | "maxBackoffMs" | "backoffMultiplier">,
  n: number,
  random: () => number,
): number {
  const { initialBackoffMs, maxBackoffMs, backoffMultiplier } = policy;
  const grownMs = Math.min(initialBackoffMs * backoffMultiplier ** (n - 1), maxBackoffMs);
  return grownMs * (1 - JITTER + 2 * JITTER * random());
}

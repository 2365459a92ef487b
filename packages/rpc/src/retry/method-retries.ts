import type { ReplayBudget } from "./replay-budget.ts";
import { Retries } from "./retries.ts";
import type {
  CallRetries,
  HedgingPolicy,
  RetriedCall,
  RetryPlan,
  RetryPolicy,
  RetrySettings,
  RetryWaiting,
} from "./retry-plan.ts";
import type { RetryThrottle } from "./retry-throttle.ts";

/** The policies that a service config has for one method. */
export interface MethodPolicies {
  /** When a failed call is repeated; undefined: never. */
  readonly retryPolicy: RetryPolicy | undefined;
  /** When a call is sent more than once at a time; undefined: never. */
  readonly hedgingPolicy: HedgingPolicy | undefined;
}

/** How the calls of one method are tried again, under one service config. */
export class MethodRetries implements RetryPlan {
  /** When a failed call is repeated; undefined: never. */
  readonly retryPolicy: RetryPolicy | undefined;
  /** When a call is sent more than once at a time; undefined: never. */
  readonly hedgingPolicy: HedgingPolicy | undefined;
  /** Stops retries while too many calls fail; undefined: nothing does. */
  readonly throttle: RetryThrottle | undefined;
  /** Bounds the messages that are kept in case they have to be sent again. */
  readonly budget: ReplayBudget;
  /** From 0 to less than 1. */
  readonly random: () => number;
  /** Where calls wait for their next attempt. */
  readonly waits: RetryWaiting;

  constructor(settings: RetrySettings, policies: MethodPolicies | undefined) {
    this.retryPolicy = policies?.retryPolicy;
    this.hedgingPolicy = policies?.hedgingPolicy;
    this.throttle = settings.throttle;
    this.budget = settings.budget;
    this.random = settings.random;
    this.waits = settings.waits;
  }

  /** Begins to keep count for a call of which an attempt has failed. */
  begin(call: RetriedCall): CallRetries {
    return new Retries(call, this);
  }
}

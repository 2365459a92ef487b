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
  readonly retryPolicy: RetryPolicy | undefined;
  readonly hedgingPolicy: HedgingPolicy | undefined;
}

/** How the calls of one method are tried again, under one service config. */
export class MethodRetries implements RetryPlan {
  readonly retryPolicy: RetryPolicy | undefined;
  readonly hedgingPolicy: HedgingPolicy | undefined;
  readonly throttle: RetryThrottle | undefined;
  readonly budget: ReplayBudget;
  readonly random: () => number;
  readonly waits: RetryWaiting;

  constructor(settings: RetrySettings, policies: MethodPolicies | undefined) {
    this.retryPolicy = policies?.retryPolicy;
    this.hedgingPolicy = policies?.hedgingPolicy;
    this.throttle = settings.throttle;
    this.budget = settings.budget;
    this.random = settings.random;
    this.waits = settings.waits;
  }

  begin(call: RetriedCall): CallRetries {
    return new Retries(call, this);
  }
}

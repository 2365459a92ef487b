import { ReplayBudget, type RetrySettings, RetryThrottle } from "@tramline/rpc";
import type { ServiceConfig } from "../service-config/service-config.ts";
import type { RandomSource } from "../subchannel/clock.ts";
import type { RetryLimits } from "./retry-options.ts";
import { RetryWaits } from "./retry-waits.ts";

/** The throttle, the bounds, and the waits that all retries of a channel share. */
export class ChannelRetries implements RetrySettings {
  /** Of the service config in force. */
  throttle: RetryThrottle | undefined;
  /** Of one call, whatever its policy says. */
  readonly maxAttempts: number;
  readonly budget: ReplayBudget;
  readonly random: RandomSource;
  readonly waits: RetryWaits;
  private config: ServiceConfig | undefined;

  constructor(limits: RetryLimits, random: RandomSource) {
    this.throttle = undefined;
    this.maxAttempts = limits.maxAttempts;
    this.budget = new ReplayBudget(limits.bufferBytesPerCall, limits.bufferBytes);
    this.random = random;
    this.waits = new RetryWaits();
    this.config = undefined;
  }

  /** Another service config is in force: tokens that were used up stay so. */
  adopt(config: ServiceConfig): void {
    if (config === this.config) return;
    this.config = config;
    const { throttle: before } = this;
    const wanted = config.retryThrottling;
    if (wanted === undefined) {
      this.throttle = undefined;
    } else if (wanted.maxTokens !== before?.maxTokens || wanted.tokenRatio !== before.tokenRatio) {
      this.throttle = new RetryThrottle(wanted.maxTokens, wanted.tokenRatio, before);
    }
  }
}

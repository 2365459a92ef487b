import type { FailurePercentageEjection, SuccessRateEjection } from "./outlier-config.ts";

/** The calls of one backend that ended in one interval. */
export interface CallCounts {
  readonly successes: number;
  readonly failures: number;
}

/**
 * The backends whose share of successes is more than `stdevFactor` thousandths of the standard deviation
 * below the mean (gRFC A50, Success Rate Algorithm), in their order.
 */
export function successRateOutliers<T extends CallCounts>(
  backends: readonly T[],
  { stdevFactor, minimumHosts, requestVolume }: SuccessRateEjection,
): T[] {
  const busy = withVolume(backends, requestVolume);
  if (busy.length === 0 || busy.length < minimumHosts) return [];
  let sum = 0;
  for (const one of busy) sum += successRate(one);
  const mean = sum / busy.length;
  let squares = 0;
  for (const one of busy) squares += (successRate(one) - mean) ** 2;
  const deviation = Math.sqrt(squares / busy.length);
  const least = mean - (deviation * stdevFactor) / 1_000;
  return busy.filter((one) => successRate(one) < least);
}

/**
 * The backends whose share of failures is above the threshold (gRFC A50, Failure Percentage Algorithm),
 * in their order.
 */
export function failurePercentageOutliers<T extends CallCounts>(
  backends: readonly T[],
  { threshold, minimumHosts, requestVolume }: FailurePercentageEjection,
): T[] {
  const busy = withVolume(backends, requestVolume);
  if (busy.length < minimumHosts) return [];
  return busy.filter((one) => (1 - successRate(one)) * 100 > threshold);
}

function withVolume<T extends CallCounts>(backends: readonly T[], requestVolume: number): T[] {
  return backends.filter(({ successes, failures }) => {
    const calls = successes + failures;
    return calls > 0 && calls >= requestVolume;
  });
}

function successRate({ successes, failures }: CallCounts): number {
  return successes / (successes + failures);
}

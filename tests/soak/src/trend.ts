import { linearRegression } from "simple-statistics";

/** How a size moves over a run. */
export interface Trend {
  /** By least squares, from the first sample to the last. */
  readonly growth: number;
  /** The standard error of that growth: how much of it may be chance. */
  readonly error: number;
}

/** Lays a line through samples (at, size) by least squares. At least three are needed. */
export function trendOf(samples: readonly (readonly [number, number])[]): Trend {
  const points = samples.map(([at, size]) => [at, size]);
  const { m: slope, b: offset } = linearRegression(points);
  const ats = samples.map(([at]) => at);
  const mean = ats.reduce((sum, at) => sum + at, 0) / ats.length;
  const spread = ats.reduce((sum, at) => sum + (at - mean) ** 2, 0);
  const residuals = samples.reduce((sum, [at, size]) => sum + (size - offset - slope * at) ** 2, 0);
  const slopeError = Math.sqrt(residuals / (samples.length - 2) / spread);
  const length = Math.max(...ats) - Math.min(...ats);
  return { growth: slope * length, error: slopeError * length };
}

/** What may grow: a fixed part for the noise of a heap, and a part for each unit of work. */
export interface Tolerance {
  readonly fixed: number;
  readonly perUnit: number;
}

/** Returns why a trend is a leak; undefined while it is within its tolerance, or within chance. */
export function leakIn(trend: Trend, units: number, tolerance: Tolerance): string | undefined {
  const allowed = tolerance.fixed + tolerance.perUnit * units;
  if (trend.growth <= allowed || trend.growth <= 2 * trend.error) return undefined;
  return `grows by ${kib(trend.growth)} (± ${kib(2 * trend.error)}) over ${units} calls, allowed are ${kib(allowed)}`;
}

export function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}

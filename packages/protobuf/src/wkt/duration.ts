import { maxDurationSeconds } from "../json/duration-text.ts";
import type { Duration } from "./gen/google/protobuf/duration.ts";
import { WellKnownError } from "./well-known-error.ts";

/**
 * The Duration of so many milliseconds, fractions of one included, to the nanosecond.
 *
 * @throws WellKnownError for NaN, and beyond 315,576,000,000 seconds either way
 */
export function durationFromMs(durationMs: number): Duration {
  const whole = Math.trunc(durationMs / 1000);
  if (!(Math.abs(whole) <= maxDurationSeconds)) {
    throw new WellKnownError(
      "WKT_DURATION_RANGE",
      `${durationMs} ms have no Duration: it holds 10,000 years at most`,
    );
  }
  const nanos = Math.round((durationMs - whole * 1000) * 1_000_000);
  // Rounding may have made a whole second of the fraction.
  const carry = Math.trunc(nanos / 1_000_000_000);
  // Plus zero: -0 would not equal the 0 that decoding gives.
  return { seconds: BigInt(whole + carry), nanos: nanos - carry * 1_000_000_000 + 0 };
}

/** The milliseconds of a Duration, with a fraction for what is finer. */
export function durationToMs(duration: Duration): number {
  return Number(duration.seconds) * 1000 + duration.nanos / 1_000_000;
}

// Durations as text: "1.5s", "-0.000001s".

import { printFraction, type SecondsAndNanos } from "./timestamp-text.ts";

/** About 10,000 years, to which a fraction of a second may come; the same below zero. */
export const maxDurationSeconds = 315_576_000_000n;

const pattern = /^(-)?(\d{1,12})(?:\.(\d{1,9}))?s$/;

/** Parses seconds with up to nine decimals and an `s`; undefined for other text and lengths out of range. */
export function parseDuration(text: string): SecondsAndNanos | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, minus, whole = "0", fraction = ""] = match;
  const seconds = BigInt(whole);
  const nanos = Number(fraction.padEnd(9, "0"));
  if (seconds > maxDurationSeconds) return undefined;
  if (minus === undefined) return { seconds, nanos };
  return { seconds: -seconds, nanos: nanos === 0 ? 0 : -nanos };
}

/** Prints with 0, 3, 6 or 9 decimals; undefined when out of range or of two signs. */
export function printDuration(duration: SecondsAndNanos): string | undefined {
  const { seconds, nanos } = duration;
  if (seconds > maxDurationSeconds || seconds < -maxDurationSeconds) return undefined;
  if (!(nanos >= -999_999_999 && nanos <= 999_999_999)) return undefined;
  if ((seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0)) return undefined;
  const minus = seconds < 0n || nanos < 0 ? "-" : "";
  return `${minus}${seconds < 0n ? -seconds : seconds}${printFraction(Math.abs(nanos))}s`;
}

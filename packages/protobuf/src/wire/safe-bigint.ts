// Between bigints and numbers by way of their halves: no call into the engine's C++, as BigInt() and
// Number() are.

import { HIGH, halves, int64, LOW } from "./scratch.ts";

const UPPER = 2 ** 32;
/** Numbers with less than this in their upper half are safe integers. */
const SAFE_HIGH = 2 ** 21;

/** @param value a safe integer */
export function bigintOf(value: number): bigint {
  const high = Math.floor(value / UPPER);
  halves[HIGH] = high;
  halves[LOW] = value - high * UPPER;
  return int64[0] as bigint;
}

/** Converts to a number; NaN if it is not a safe integer. */
export function safeNumberOf(value: bigint): number {
  int64[0] = value;
  const high = halves[HIGH] as number;
  if (high >= SAFE_HIGH || high < -SAFE_HIGH || int64[0] !== value) return Number.NaN;
  return high * UPPER + ((halves[LOW] as number) >>> 0);
}

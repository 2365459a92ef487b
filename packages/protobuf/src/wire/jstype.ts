// 64-bit integers in the form that [jstype = JS_NUMBER | JS_STRING] asks for.

import type { Reader } from "./reader.ts";
import { kindOf } from "./value-kind.ts";
import { DecodeError, EncodeError } from "./wire-error.ts";

/**
 * A number or the decimal digits of one as bigint.
 * @throws EncodeError PB_ENCODE_INTEGER_RANGE if it is not an integer, PB_ENCODE_TYPE for other types
 */
export function toBigInt(value: number | string): bigint {
  const integer = integerOf(value);
  if (integer !== undefined) return integer;
  if (typeof value !== "number" && typeof value !== "string") {
    throw new EncodeError(
      "PB_ENCODE_TYPE",
      `expected a 64-bit integer as number or digits, got ${kindOf(value)}`,
    );
  }
  throw new EncodeError(
    "PB_ENCODE_INTEGER_RANGE",
    `expected a safe integer or the digits of one, got ${JSON.stringify(value)}`,
  );
}

/** A safe integer or the decimal digits of one as bigint; undefined for anything else. */
export function integerOf(value: unknown): bigint | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === "string" && /^-?[0-9]{1,20}$/.test(value) ? BigInt(value) : undefined;
}

/** The form of a 64-bit integer in messages: bigint, digits, or a number. */
export type Jstype = "normal" | "string" | "number";

/** A 64-bit integer of a message as bigint; undefined for a value that a field of this form does not take. */
export function asInteger64(value: unknown, jstype: Jstype): bigint | undefined {
  if (jstype !== "normal") return integerOf(value);
  return typeof value === "bigint" ? value : undefined;
}

/**
 * A bigint as number.
 * @param reader names the place in the error
 * @throws DecodeError PB_DECODE_UNSAFE_INTEGER beyond Number.MAX_SAFE_INTEGER either way
 */
export function toSafeNumber(value: bigint, reader: Reader): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new DecodeError(
      "PB_DECODE_UNSAFE_INTEGER",
      `a number cannot hold ${value} exactly: remove jstype = JS_NUMBER from the field`,
      reader.position,
    );
  }
  return number;
}

// Scalars to JSON.

import type { EnumDescriptor, ScalarType } from "../descriptor/descriptor.ts";
import { asInteger64, type Jstype } from "../wire/jstype.ts";
import { printBase64 } from "./base64.ts";
import { fitsInteger64 } from "./integer-range.ts";
import type { JsonErrors } from "./json-error.ts";
import { describeJson, type JsonValue } from "./json-value.ts";
import { shortestFloat } from "./shortest-float.ts";

/** Prints the value of a scalar field, or an element of one: 64-bit integers as strings, bytes as base64. */
export function printScalar(
  value: unknown,
  type: ScalarType,
  jstype: Jstype,
  errors: JsonErrors,
): JsonValue {
  switch (type) {
    case "string":
      return printString(value, errors);
    case "bool":
      return printBool(value, errors);
    case "bytes":
      return printBytes(value, errors);
    case "float":
    case "double":
      return printFloating(value, type, errors);
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return printInteger64(value, asInteger64(value, jstype), type, errors);
    default:
      return printInteger(value, type, errors);
  }
}

/** Halves of surrogate pairs become U+FFFD, as they do in the binary form: no parser would take them. */
export function printString(value: unknown, errors: JsonErrors): string {
  if (typeof value === "string") return value.toWellFormed();
  throw mismatch(value, "string", errors);
}

export function printBool(value: unknown, errors: JsonErrors): boolean {
  if (typeof value === "boolean") return value;
  throw mismatch(value, "bool", errors);
}

export function printBytes(value: unknown, errors: JsonErrors): string {
  if (value instanceof Uint8Array) return printBase64(value);
  throw mismatch(value, "bytes", errors);
}

export function printInteger(value: unknown, type: ScalarType, errors: JsonErrors): number {
  // Plus zero: -0 is an integer, but 0 is what it means.
  const isUnsigned = type === "uint32" || type === "fixed32";
  if (typeof value === "number" && (isUnsigned ? value >>> 0 : value | 0) === value) {
    return value + 0;
  }
  throw mismatch(value, type, errors);
}

/**
 * Prints a 64-bit integer.
 *
 * @param integer the value as bigint; anything else if it is not an integer of the form that jstype says
 */
export function printInteger64(
  value: unknown,
  integer: unknown,
  type: ScalarType,
  errors: JsonErrors,
): string {
  if (typeof integer === "bigint" && fitsInteger64(integer, type)) return integer.toString();
  throw mismatch(value, type, errors);
}

export function printFloating(
  value: unknown,
  type: "float" | "double",
  errors: JsonErrors,
): number | string {
  if (typeof value !== "number") throw mismatch(value, type, errors);
  const held = type === "float" ? Math.fround(value) : value;
  if (!Number.isFinite(held)) {
    return Number.isNaN(held) ? "NaN" : held > 0 ? "Infinity" : "-Infinity";
  }
  return type === "float" ? shortestFloat(held) : held;
}

/** Prints an enum value by name; by number when it has none, or when asked. */
export function printEnum(
  value: unknown,
  type: EnumDescriptor,
  asInteger: boolean,
  errors: JsonErrors,
): JsonValue {
  const number = printEnumNumber(value, type.typeName, errors);
  if (type.typeName === "google.protobuf.NullValue") return null;
  return asInteger ? number : (type.valueByNumber(number)?.name ?? number);
}

/** The number of an enum value. */
export function printEnumNumber(value: unknown, typeName: string, errors: JsonErrors): number {
  if (typeof value === "number" && (value | 0) === value) return value + 0;
  throw errors.error(
    "JSON_TYPE",
    `invalid ${typeName}: expected the number of a value, got ${describeJson(value)}`,
  );
}

/** Prints a map's key: JSON has only strings there. */
export function printMapKey(key: unknown, type: string, errors: JsonErrors): string {
  if (typeof key === "string" || typeof key === "bigint" || typeof key === "boolean") {
    return String(key);
  }
  if (typeof key === "number" && Number.isInteger(key)) return String(key);
  throw errors.error(
    "JSON_TYPE",
    `invalid map key: expected a value of type ${type}, got ${describeJson(key)}`,
  );
}

function mismatch(value: unknown, type: ScalarType, errors: JsonErrors): Error {
  return errors.error(
    "JSON_TYPE",
    `invalid ${type}: expected a value of the type, got ${describeJson(value)}`,
  );
}

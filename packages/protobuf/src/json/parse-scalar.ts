// Scalars from JSON.

import type {
  EnumDescriptor,
  FieldShape,
  ScalarType,
  ScalarValue,
} from "../descriptor/descriptor.ts";
import { bigintOf } from "../wire/safe-bigint.ts";
import { parseBase64 } from "./base64.ts";
import { fitsInteger64 } from "./integer-range.ts";
import type { JsonErrors } from "./json-error.ts";
import { describeJson, type JsonValue } from "./json-value.ts";

/** As in JSON itself, so without plus sign, leading zeros, hexadecimal or blanks. */
const numberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Greatest number that rounds to a float and not to infinity, and a hair more. */
const floatLimit = 3.4028235677973366e38;

const INTEGER = "an integer";

const SIGNED_32 = "-2147483648 to 2147483647";
const UNSIGNED_32 = "0 to 4294967295";
const SIGNED_64 = "-9223372036854775808 to 9223372036854775807";
const UNSIGNED_64 = "0 to 18446744073709551615";

/** The values of each type, for errors. */
const RANGES = {
  int32: SIGNED_32,
  sint32: SIGNED_32,
  sfixed32: SIGNED_32,
  uint32: UNSIGNED_32,
  fixed32: UNSIGNED_32,
  int64: SIGNED_64,
  sint64: SIGNED_64,
  sfixed64: SIGNED_64,
  uint64: UNSIGNED_64,
  fixed64: UNSIGNED_64,
  float: "at most 3.4028235e38 on either side of 0",
  double: "at most 1.7976931348623157e308 on either side of 0",
} as const;

/** The types of integers. */
export type IntegerType = Exclude<keyof typeof RANGES, "float" | "double">;

/** Parses the value of a scalar field, or an element of one, as messages hold it. */
export function parseScalar(json: JsonValue, field: FieldShape, errors: JsonErrors): ScalarValue {
  switch (field.type) {
    case "string":
      return parseString(json, errors);
    case "bool":
      return parseBool(json, errors);
    case "bytes":
      return parseBytes(json, errors);
    case "float":
    case "double":
      return parseFloating(json, field.type, errors);
    case "int64":
    case "sint64":
    case "sfixed64":
    case "uint64":
    case "fixed64":
      return asJsType(parseInteger64(json, field.type, errors), field.jstype, errors);
    case "int32":
    case "sint32":
    case "sfixed32":
      return parseSigned32(json, field.type, errors);
    case "uint32":
    case "fixed32":
      return parseUnsigned32(json, field.type, errors);
    default:
      throw mismatch(json, field.type, "a scalar", errors);
  }
}

/** Parses a map's key, which is a string in JSON whatever its type. */
export function parseMapKey(text: string, field: FieldShape, errors: JsonErrors): ScalarValue {
  return field.type === "bool" ? parseBoolKey(text, errors) : parseScalar(text, field, errors);
}

/** Parses a bool as a map's key. */
export function parseBoolKey(text: JsonValue, errors: JsonErrors): boolean {
  if (text === "true") return true;
  if (text === "false") return false;
  throw mismatch(text, "bool", '"true" or "false"', errors);
}

/**
 * Parses an enum value, by name or number. Undefined for names that are unknown,
 * and numbers that are unknown in a closed enum.
 */
export function parseEnum(
  json: JsonValue,
  type: EnumDescriptor,
  errors: JsonErrors,
): number | undefined {
  if (typeof json === "string") return type.valueByName(json)?.number;
  if (json === null && type.typeName === "google.protobuf.NullValue") return 0;
  const number = parseEnumNumber(json, type.typeName, errors);
  return type.open || type.valueByNumber(number) !== undefined ? number : undefined;
}

/** Parses an enum value that is not given by name. */
export function parseEnumNumber(json: JsonValue, typeName: string, errors: JsonErrors): number {
  if (typeof json !== "number") {
    throw mismatch(json, typeName, "the name or the number of a value", errors);
  }
  if ((json | 0) === json) return json + 0;
  throw wrongNumber(json, typeName, Number.isInteger(json) ? RANGES.int32 : INTEGER, errors);
}

/** Parses a bool other than a map key. */
export function parseBool(json: JsonValue, errors: JsonErrors): boolean {
  if (typeof json === "boolean") return json;
  throw mismatch(json, "bool", "true or false", errors);
}

export function parseString(json: JsonValue, errors: JsonErrors): string {
  if (typeof json !== "string") throw mismatch(json, "string", "a string", errors);
  if (json.isWellFormed()) return json;
  throw errors.error(
    "JSON_SURROGATE",
    "invalid string: expected Unicode, got half of a surrogate pair",
  );
}

export function parseBytes(json: JsonValue, errors: JsonErrors): Uint8Array {
  if (typeof json !== "string") throw mismatch(json, "bytes", "base64 in a string", errors);
  const bytes = parseBase64(json);
  if (bytes === undefined) {
    throw errors.error("JSON_BASE64", `invalid bytes: expected base64, got ${describeJson(json)}`);
  }
  return bytes;
}

export function parseFloating(
  json: JsonValue,
  type: "float" | "double",
  errors: JsonErrors,
): number {
  if (type === "double" && typeof json === "number" && json - json === 0) return json;
  if (json === "NaN") return Number.NaN;
  if (json === "Infinity") return Number.POSITIVE_INFINITY;
  if (json === "-Infinity") return Number.NEGATIVE_INFINITY;
  const value = parseNumber(json, type, errors);
  if (type === "double") {
    if (Number.isFinite(value)) return value;
  } else if (Math.abs(value) < floatLimit) {
    return Math.fround(value);
  }
  // Only values of JavaScript are NaN or infinite; in JSON they are text.
  const isInfinite = typeof json === "number" && !Number.isFinite(json);
  throw wrongNumber(json, type, isInfinite ? "a finite number" : RANGES[type], errors);
}

function parseInteger(json: JsonValue, type: IntegerType, errors: JsonErrors): number {
  const value = parseNumber(json, type, errors);
  if (Number.isInteger(value)) return value;
  throw wrongNumber(
    json,
    type,
    Math.abs(value) === Number.POSITIVE_INFINITY ? RANGES[type] : INTEGER,
    errors,
  );
}

/** Parses an integer of 32 bits with a sign. */
export function parseSigned32(json: JsonValue, type: IntegerType, errors: JsonErrors): number {
  if (typeof json === "number" && (json | 0) === json) return json + 0;
  const value = parseInteger(json, type, errors);
  // Plus zero: -0 is an integer, but 0 is what it means.
  if ((value | 0) === value) return value + 0;
  throw wrongNumber(json, type, RANGES[type], errors);
}

/** Parses an integer of 32 bits without a sign. */
export function parseUnsigned32(json: JsonValue, type: IntegerType, errors: JsonErrors): number {
  if (typeof json === "number" && json >>> 0 === json) return json + 0;
  const value = parseInteger(json, type, errors);
  if (value >>> 0 === value) return value + 0;
  throw wrongNumber(json, type, RANGES[type], errors);
}

/** Parses an integer of 64 bits, with a sign or without as its type says. */
export function parseInteger64(json: JsonValue, type: IntegerType, errors: JsonErrors): bigint {
  const short = typeof json === "string" ? shortInteger(json) : -1;
  if (short >= 0) return bigintOf(short);
  // A fraction of zeros is none; as a number the digits before it might be too many.
  const digits = typeof json === "string" ? /^(-?(?:0|[1-9]\d{0,19}))(?:\.0+)?$/.exec(json) : null;
  const value = BigInt(digits?.[1] ?? parseInteger(json, type, errors));
  if (fitsInteger64(value, type)) return value;
  throw wrongNumber(json, type, RANGES[type], errors);
}

/** The number that up to fifteen digits are; -1 for any other text. */
function shortInteger(text: string): number {
  const { length } = text;
  if (length === 0 || length > 15 || (length > 1 && text.charCodeAt(0) === 0x30)) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function parseNumber(json: JsonValue, type: ScalarType, errors: JsonErrors): number {
  if (typeof json === "number") return json;
  if (typeof json === "string" && numberText.test(json)) return Number(json);
  const wanted = type === "float" || type === "double" ? "a number" : INTEGER;
  const isText = typeof json === "string";
  throw mismatch(json, type, isText ? `${wanted} in JSON's notation` : wanted, errors);
}

/** A 64-bit integer as the contract wants it in JavaScript. */
function asJsType(
  value: bigint,
  jstype: FieldShape["jstype"],
  errors: JsonErrors,
): bigint | string | number {
  if (jstype === "normal") return value;
  return jstype === "string" ? value.toString() : asSafeNumber(value, errors);
}

/** A 64-bit integer as number, if that holds it exactly. */
export function asSafeNumber(value: bigint, errors: JsonErrors): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw errors.error(
    "JSON_NUMBER_RANGE",
    `invalid integer: expected one that a number holds exactly, got ${value}; remove jstype = JS_NUMBER from the field`,
  );
}

function mismatch(json: JsonValue, type: string, wanted: string, errors: JsonErrors): Error {
  return errors.error("JSON_TYPE", wrongValue(json, type, wanted));
}

function wrongNumber(json: JsonValue, type: string, wanted: string, errors: JsonErrors): Error {
  return errors.error("JSON_NUMBER_RANGE", wrongValue(json, type, wanted));
}

function wrongValue(json: JsonValue, type: string, wanted: string): string {
  return `invalid ${type}: expected ${wanted}, got ${describeJson(json)}`;
}

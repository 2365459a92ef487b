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
      throw mismatch(json, `a value of type ${field.type}`, errors);
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
  throw mismatch(text, '"true" or "false"', errors);
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
    throw mismatch(json, `a value of enum ${typeName}, by name or number`, errors);
  }
  if ((json | 0) !== json) throw outOfRange(json, "int32", errors);
  return json + 0;
}

/** Parses a bool other than a map key. */
export function parseBool(json: JsonValue, errors: JsonErrors): boolean {
  if (typeof json === "boolean") return json;
  throw mismatch(json, "true or false", errors);
}

export function parseString(json: JsonValue, errors: JsonErrors): string {
  if (typeof json !== "string") throw mismatch(json, "a string", errors);
  if (json.isWellFormed()) return json;
  throw errors.error("JSON_SURROGATE", "invalid string: it has half of a surrogate pair");
}

export function parseBytes(json: JsonValue, errors: JsonErrors): Uint8Array {
  if (typeof json !== "string") throw mismatch(json, "bytes as a base64 string", errors);
  const bytes = parseBase64(json);
  if (bytes === undefined) {
    throw errors.error("JSON_BASE64", `invalid base64: ${describeJson(json)}`);
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
  throw outOfRange(json, type, errors);
}

function parseInteger(json: JsonValue, type: ScalarType, errors: JsonErrors): number {
  const value = parseNumber(json, type, errors);
  if (Number.isInteger(value)) return value;
  throw outOfRange(json, type, errors);
}

/** Parses an integer of 32 bits with a sign. */
export function parseSigned32(json: JsonValue, type: ScalarType, errors: JsonErrors): number {
  if (typeof json === "number" && (json | 0) === json) return json + 0;
  const value = parseInteger(json, type, errors);
  // Plus zero: -0 is an integer, but 0 is what it means.
  if ((value | 0) === value) return value + 0;
  throw outOfRange(json, type, errors);
}

/** Parses an integer of 32 bits without a sign. */
export function parseUnsigned32(json: JsonValue, type: ScalarType, errors: JsonErrors): number {
  if (typeof json === "number" && json >>> 0 === json) return json + 0;
  const value = parseInteger(json, type, errors);
  if (value >>> 0 === value) return value + 0;
  throw outOfRange(json, type, errors);
}

/** Parses an integer of 64 bits, with a sign or without as its type says. */
export function parseInteger64(json: JsonValue, type: ScalarType, errors: JsonErrors): bigint {
  const short = typeof json === "string" ? shortInteger(json) : -1;
  if (short >= 0) return bigintOf(short);
  // A fraction of zeros is none; as a number the digits before it might be too many.
  const digits = typeof json === "string" ? /^(-?(?:0|[1-9]\d{0,19}))(?:\.0+)?$/.exec(json) : null;
  const value = BigInt(digits?.[1] ?? parseInteger(json, type, errors));
  if (fitsInteger64(value, type)) return value;
  throw outOfRange(json, type, errors);
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
  throw mismatch(json, `a number (${type})`, errors);
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
    `a number cannot hold ${value} exactly: remove jstype = JS_NUMBER from the field`,
  );
}

function mismatch(json: JsonValue, wanted: string, errors: JsonErrors): Error {
  return errors.error("JSON_TYPE", `expected ${wanted}, got ${describeJson(json)}`);
}

function outOfRange(json: JsonValue, type: string, errors: JsonErrors): Error {
  return errors.error("JSON_NUMBER_RANGE", `${describeJson(json)} is out of range for ${type}`);
}

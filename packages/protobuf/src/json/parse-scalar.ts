// Scalars from JSON.

import type {
  EnumDescriptor,
  FieldShape,
  ScalarType,
  ScalarValue,
} from "../descriptor/descriptor.ts";
import { parseBase64 } from "./base64.ts";
import type { JsonPath } from "./json-path.ts";
import { describeJson, type JsonValue } from "./json-value.ts";

/** As in JSON itself, so without plus sign, leading zeros, hexadecimal or blanks. */
const numberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const surrogate = /\p{Surrogate}/u;

/** Greatest number that rounds to a float and not to infinity, and a hair more. */
const floatLimit = 3.4028235677973366e38;

/** Parses the value of a scalar field, or an element of one, as messages hold it. */
export function parseScalar(json: JsonValue, field: FieldShape, path: JsonPath): ScalarValue {
  switch (field.type) {
    case "string":
      return parseString(json, path);
    case "bool":
      if (typeof json === "boolean") return json;
      throw mismatch(json, "true or false", path);
    case "bytes":
      return parseBytes(json, path);
    case "float":
    case "double":
      return parseFloating(json, field.type, path);
    case "int64":
    case "sint64":
    case "sfixed64": {
      const value = parseInteger64(json, field.type, path);
      if (BigInt.asIntN(64, value) !== value) throw outOfRange(json, field.type, path);
      return asJsType(value, field, path);
    }
    case "uint64":
    case "fixed64": {
      const value = parseInteger64(json, field.type, path);
      if (BigInt.asUintN(64, value) !== value) throw outOfRange(json, field.type, path);
      return asJsType(value, field, path);
    }
    case "int32":
    case "sint32":
    case "sfixed32": {
      const value = parseInteger(json, field.type, path);
      // Plus zero: -0 is an integer, but 0 is what it means.
      if ((value | 0) === value) return value + 0;
      throw outOfRange(json, field.type, path);
    }
    case "uint32":
    case "fixed32": {
      const value = parseInteger(json, field.type, path);
      if (value >>> 0 === value) return value + 0;
      throw outOfRange(json, field.type, path);
    }
    default:
      throw mismatch(json, `a value of type ${field.type}`, path);
  }
}

/** Parses a map's key, which is a string in JSON whatever its type. */
export function parseMapKey(text: string, field: FieldShape, path: JsonPath): ScalarValue {
  if (field.type !== "bool") return parseScalar(text, field, path);
  if (text === "true") return true;
  if (text === "false") return false;
  throw mismatch(text, '"true" or "false"', path);
}

/**
 * Parses an enum value, by name or number. Undefined for names that are unknown,
 * and numbers that are unknown in a closed enum.
 */
export function parseEnum(
  json: JsonValue,
  type: EnumDescriptor,
  path: JsonPath,
): number | undefined {
  if (typeof json === "string") return type.valueByName(json)?.number;
  if (typeof json === "number") {
    if ((json | 0) !== json) throw outOfRange(json, "int32", path);
    return type.open || type.valueByNumber(json) !== undefined ? json + 0 : undefined;
  }
  if (json === null && type.typeName === "google.protobuf.NullValue") return 0;
  throw mismatch(json, `a value of enum ${type.typeName}, by name or number`, path);
}

function parseString(json: JsonValue, path: JsonPath): string {
  if (typeof json !== "string") throw mismatch(json, "a string", path);
  if (surrogate.test(json)) {
    throw path.error("JSON_SURROGATE", "the string has half of a surrogate pair");
  }
  return json;
}

function parseBytes(json: JsonValue, path: JsonPath): Uint8Array {
  if (typeof json !== "string") throw mismatch(json, "bytes as a base64 string", path);
  const bytes = parseBase64(json);
  if (bytes === undefined) {
    throw path.error("JSON_BASE64", `${describeJson(json)} is not base64`);
  }
  return bytes;
}

function parseFloating(json: JsonValue, type: "float" | "double", path: JsonPath): number {
  if (json === "NaN") return Number.NaN;
  if (json === "Infinity") return Number.POSITIVE_INFINITY;
  if (json === "-Infinity") return Number.NEGATIVE_INFINITY;
  const value = parseNumber(json, type, path);
  if (type === "double") {
    if (Number.isFinite(value)) return value;
  } else if (Math.abs(value) < floatLimit) {
    return Math.fround(value);
  }
  throw outOfRange(json, type, path);
}

function parseInteger(json: JsonValue, type: ScalarType, path: JsonPath): number {
  const value = parseNumber(json, type, path);
  if (Number.isInteger(value)) return value;
  throw outOfRange(json, type, path);
}

function parseInteger64(json: JsonValue, type: ScalarType, path: JsonPath): bigint {
  if (typeof json === "string" && /^-?(?:0|[1-9]\d{0,19})$/.test(json)) return BigInt(json);
  return BigInt(parseInteger(json, type, path));
}

function parseNumber(json: JsonValue, type: ScalarType, path: JsonPath): number {
  if (typeof json === "number") return json;
  if (typeof json === "string" && numberText.test(json)) return Number(json);
  throw mismatch(json, `a number (${type})`, path);
}

function asJsType(value: bigint, field: FieldShape, path: JsonPath): ScalarValue {
  if (field.jstype === "normal") return value;
  if (field.jstype === "string") return value.toString();
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw path.error(
    "JSON_NUMBER_RANGE",
    `${value} is beyond what a number holds exactly, which the contract says this field is`,
  );
}

function mismatch(json: JsonValue, wanted: string, path: JsonPath): Error {
  return path.error("JSON_TYPE", `${wanted} was expected, not ${describeJson(json)}`);
}

function outOfRange(json: JsonValue, type: string, path: JsonPath): Error {
  return path.error("JSON_NUMBER_RANGE", `${describeJson(json)} is out of range for ${type}`);
}

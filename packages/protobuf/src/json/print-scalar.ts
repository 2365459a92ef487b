// Scalars to JSON.

import type { EnumDescriptor, FieldShape, ScalarType } from "../descriptor/descriptor.ts";
import { printBase64 } from "./base64.ts";
import type { JsonPath } from "./json-path.ts";
import type { JsonValue } from "./json-value.ts";

/** Prints the value of a scalar field, or an element of one: 64-bit integers as strings, bytes as base64. */
export function printScalar(value: unknown, type: ScalarType, path: JsonPath): JsonValue {
  switch (type) {
    case "string":
      if (typeof value === "string") return value;
      break;
    case "bool":
      if (typeof value === "boolean") return value;
      break;
    case "bytes":
      if (value instanceof Uint8Array) return printBase64(value);
      break;
    case "float":
      if (typeof value === "number") return printNumber(shortestFloat(value));
      break;
    case "double":
      if (typeof value === "number") return printNumber(value);
      break;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      // Number and string where jstype says so.
      if (typeof value === "bigint" || typeof value === "string" || Number.isInteger(value)) {
        return String(value);
      }
      break;
    default:
      if (typeof value === "number" && Number.isInteger(value)) return value;
  }
  throw path.error("JSON_TYPE", `${String(value)} is no value of type ${type}`);
}

/** Prints an enum value by name; by number when it has none, or when asked. */
export function printEnum(
  value: unknown,
  type: EnumDescriptor,
  asInteger: boolean,
  path: JsonPath,
): JsonValue {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw path.error("JSON_TYPE", `${String(value)} is no number of enum ${type.typeName}`);
  }
  if (type.typeName === "google.protobuf.NullValue") return null;
  return asInteger ? value : (type.valueByNumber(value)?.name ?? value);
}

/** Prints a map's key: JSON has only strings there. */
export function printMapKey(key: unknown, field: FieldShape, path: JsonPath): string {
  if (typeof key === "string" || typeof key === "bigint" || typeof key === "boolean") {
    return String(key);
  }
  if (typeof key === "number" && Number.isInteger(key)) return String(key);
  throw path.error("JSON_TYPE", `${String(key)} is no map key of type ${field.type}`);
}

function printNumber(value: number): JsonValue {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/** The shortest decimal that is this float: 0.1 rather than 0.10000000149011612. */
export function shortestFloat(value: number): number {
  if (Number.isInteger(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

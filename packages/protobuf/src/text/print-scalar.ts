// Scalars and enum values to text.

import type { EnumDescriptor, ScalarType } from "../descriptor/descriptor.ts";
import { fitsInteger64 } from "../json/integer-range.ts";
import { shortestFloat } from "../json/shortest-float.ts";
import { asInteger64, type Jstype } from "../wire/jstype.ts";
import { printBytes, printString } from "./literals.ts";

/** Prints the value of a scalar field, or an element of one; undefined when it is of another type. */
export function printScalar(
  value: unknown,
  type: ScalarType,
  jstype: Jstype,
  escapeNonAscii: boolean,
): string | undefined {
  switch (type) {
    case "string":
      return typeof value === "string" ? printString(value, escapeNonAscii) : undefined;
    case "bool":
      return typeof value === "boolean" ? String(value) : undefined;
    case "bytes":
      return value instanceof Uint8Array ? printBytes(value) : undefined;
    case "float":
      return typeof value === "number" ? printFloating(shortestFloat(value)) : undefined;
    case "double":
      return typeof value === "number" ? printFloating(value) : undefined;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64": {
      const integer = asInteger64(value, jstype);
      return integer !== undefined && fitsInteger64(integer, type) ? String(integer) : undefined;
    }
    case "uint32":
    case "fixed32":
      return typeof value === "number" && value >>> 0 === value ? String(value) : undefined;
    default:
      return isInt32(value) ? String(value) : undefined;
  }
}

/** Prints an enum value by name, or by number if it has none; undefined if it is not a number. */
export function printEnum(value: unknown, type: EnumDescriptor): string | undefined {
  if (!isInt32(value)) return undefined;
  return type.valueByNumber(value)?.name ?? String(value);
}

function isInt32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

function printFloating(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

// Scalars and enum values to text.

import type { EnumDescriptor, ScalarType } from "../descriptor/descriptor.ts";
import { shortestFloat } from "../json/shortest-float.ts";
import { printBytes, printString } from "./literals.ts";

/** Prints the value of a scalar field, or an element of one; undefined when it is of another type. */
export function printScalar(
  value: unknown,
  type: ScalarType,
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
      // Number and string where jstype says so.
      const isInteger =
        typeof value === "bigint" ||
        Number.isInteger(value) ||
        (typeof value === "string" && /^-?\d+$/.test(value));
      return isInteger ? String(value) : undefined;
    }
    default:
      return Number.isInteger(value) ? String(value) : undefined;
  }
}

/** Prints an enum value by name, or by number if it has none; undefined if it is not a number. */
export function printEnum(value: unknown, type: EnumDescriptor): string | undefined {
  if (typeof value !== "number" || !Number.isInteger(value)) return undefined;
  return type.valueByNumber(value)?.name ?? String(value);
}

function printFloating(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

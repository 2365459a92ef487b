/** Names the kind of a value for an error: "null", "number", "array", "Date". Never the value itself. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "array";
  // Of the prototype: reading a property of the value may run code of the user's.
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  const name = prototype?.constructor?.name;
  return typeof name === "string" && name !== "Object" && name !== "" ? name : "object";
}

const NUMBER = "number";
const BIGINT = "bigint";

/** The JavaScript type of each scalar type whose name is another one. */
const JS_TYPES: Readonly<Record<string, string>> = {
  double: NUMBER,
  float: NUMBER,
  int32: NUMBER,
  uint32: NUMBER,
  sint32: NUMBER,
  fixed32: NUMBER,
  sfixed32: NUMBER,
  int64: BIGINT,
  uint64: BIGINT,
  sint64: BIGINT,
  fixed64: BIGINT,
  sfixed64: BIGINT,
  bool: "boolean",
  bytes: "Uint8Array",
};

/** Describes a value of another kind than its field's: "expected int64 (bigint), got number; use BigInt(value)". */
export function scalarMismatch(type: string, value: unknown): string {
  const wanted = JS_TYPES[type];
  const kind = kindOf(value);
  const shown = wanted === undefined ? type : `${type} (${wanted})`;
  return `expected ${shown}, got ${kind}${fixFor(wanted ?? type, kind)}`;
}

function fixFor(wanted: string, kind: string): string {
  if (kind === "null") return "; leave the field out or set it to undefined";
  if (wanted === BIGINT && kind === "number") return "; use BigInt(value)";
  if (wanted === NUMBER && kind === "bigint") return "; use Number(value)";
  if (wanted !== "Uint8Array") return "";
  if (kind === "string") return "; use new TextEncoder().encode(text)";
  return kind === "ArrayBuffer" || kind === "array" ? "; use new Uint8Array(value)" : "";
}

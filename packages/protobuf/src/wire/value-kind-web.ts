// Replaces value-kind.ts in browsers (package.json, `browser`): the same kinds, and one hint, that for 64-bit integers.

/** See value-kind.ts. */
export function kindOf(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  // Of the prototype: reading a property of the value may run code of the user's.
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  const name = prototype?.constructor?.name;
  return typeof name === "string" && name !== "Object" && name !== "" ? name : "object";
}

/** See value-kind.ts. */
export function scalarMismatch(type: string, value: unknown): string {
  const kind = kindOf(value);
  const fix = type.includes("64") && kind === "number" ? "; use BigInt(value)" : "";
  return `expected ${type}, got ${kind}${fix}`;
}

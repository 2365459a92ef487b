import type { JsonValue } from "./json-value.ts";

/**
 * A JSON value as text. As JSON.stringify does it, but for -0, which that prints as 0: in a message the two
 * are not the same.
 *
 * @param indent spaces to indent each level by; 0 for everything on one line
 */
export function printJsonText(json: JsonValue, indent = 0): string {
  return holdsMinusZero(json) ? print(json, indent, "\n") : JSON.stringify(json, undefined, indent);
}

/** A number as JSON has it. */
export function printNumber(value: number): string {
  return value === 0 && 1 / value < 0 ? "-0" : String(value);
}

function holdsMinusZero(json: JsonValue): boolean {
  if (typeof json === "number") return Object.is(json, -0);
  if (typeof json !== "object" || json === null) return false;
  for (const value of Array.isArray(json) ? json : Object.values(json)) {
    if (holdsMinusZero(value)) return true;
  }
  return false;
}

/** @param margin a line break, and the indentation of what is printed */
function print(json: JsonValue, indent: number, margin: string): string {
  if (typeof json === "number") return printNumber(json);
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  const inner = margin + " ".repeat(indent);
  const isList = Array.isArray(json);
  const colon = indent > 0 ? ": " : ":";
  const parts = isList
    ? json.map((element) => print(element, indent, inner))
    : Object.entries(json).map(
        ([name, value]) => JSON.stringify(name) + colon + print(value, indent, inner),
      );
  const [open, close] = isList ? "[]" : "{}";
  if (parts.length === 0) return `${open}${close}`;
  if (indent === 0) return `${open}${parts.join(",")}${close}`;
  return `${open}${inner}${parts.join(`,${inner}`)}${margin}${close}`;
}

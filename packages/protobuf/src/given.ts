// Values in the texts of errors.

/** Longest text that is repeated in an error. */
const MAX_TEXT = 60;

/** Describes a value for an error: `null`, `5`, `"text"`, `an array`, `a function`, `an object (Server)`. */
export function given(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
  }
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object" || value === null) return String(value);
  const name = nameOfClass(value);
  return name === "" || name === "Object" ? "an object" : `an object (${name})`;
}

function nameOfClass(value: object): string {
  const { constructor } = value as { constructor?: { name?: unknown } };
  return typeof constructor?.name === "string" ? constructor.name : "";
}

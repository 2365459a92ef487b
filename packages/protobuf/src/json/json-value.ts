/** A value that JSON.parse returns and JSON.stringify takes. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object; only own properties count. */
export interface JsonObject {
  /** The value of a name. */
  [key: string]: JsonValue;
}

/** Sets an own property, of whatever name: assigning to `__proto__` would not. */
export function setProperty(object: JsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    object[key] = value;
  }
}

/** True for `{}`, false for null and arrays. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON value for an error message, cut to a length that a person reads. */
export function describeJson(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

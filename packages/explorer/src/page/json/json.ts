/** JSON in the page: exact 64-bit integers, and objects that are changed by making new ones. */

/** A JSON value. */
export type Json = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Whether a value is an object, and not an array or null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON. Numbers that JavaScript cannot hold, integers above 2^53 and the like, become strings, which is
 * how ProtoJSON writes them.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): Json {
  const reviver = (
    _name: string,
    value: unknown,
    context?: { readonly source?: string },
  ): unknown =>
    typeof value === "number" && !isExact(value, context?.source) ? context?.source : value;
  return JSON.parse(text, reviver) as Json;
}

/** Whether a number is what its text says. Fractions may be rounded; integers and what is beyond must not. */
function isExact(value: number, source: string | undefined): boolean {
  if (source === undefined || Number.isSafeInteger(value)) return true;
  return Number.isFinite(value) && !/^-?\d+$/.test(source);
}

/** Prints JSON for people. */
export function printJson(value: Json): string {
  return JSON.stringify(value, null, 2);
}

/** A copy of an object with one member changed; without it where the value is undefined. */
export function withMember(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _removed, ...rest } = object;
  return rest;
}

/** A copy of an array with one element changed; without it where the value is undefined. */
export function withElement(array: JsonArray, index: number, value: Json | undefined): JsonArray {
  return value === undefined
    ? array.filter((_one, at) => at !== index)
    : array.map((one, at) => (at === index ? value : one));
}

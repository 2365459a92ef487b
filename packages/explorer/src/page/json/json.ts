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
 * Parses JSON. Integers that a number cannot hold exactly become strings, which is how ProtoJSON writes them.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): Json {
  const reviver = (
    _name: string,
    value: unknown,
    context?: { readonly source?: string },
  ): unknown =>
    typeof value === "number" && !Number.isSafeInteger(value) && isInteger(context?.source)
      ? context?.source
      : value;
  return JSON.parse(text, reviver) as Json;
}

function isInteger(source: string | undefined): source is string {
  return source !== undefined && /^-?\d+$/.test(source);
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

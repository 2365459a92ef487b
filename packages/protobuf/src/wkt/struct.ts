import { type JsonObject, type JsonValue, setProperty } from "../json/json-value.ts";
import type { ListValue, Struct, Value } from "./gen/google/protobuf/struct.ts";
import { WellKnownError } from "./well-known-error.ts";

/** Values may be nested this deep; so deep they fit the binary form, too. */
const maxDepth = 48;

/** A Struct may come from its JSON form, which goes as deep as this. */
const maxReadDepth = 100;

/**
 * The Struct of a plain object.
 *
 * @throws WellKnownError for what JSON does not have: undefined, bigint, functions, NaN, holes in arrays,
 *   objects of a class such as a Date; and for more than 48 levels, as a cycle has
 */
export function structFromObject(object: JsonObject): Struct {
  return toStruct(object, 1);
}

/**
 * The plain object of a Struct. Values that hold nothing become null.
 *
 * @throws WellKnownError for more than 100 levels, as a cycle has
 */
export function structToObject(struct: Struct): JsonObject {
  return toObject(struct, 1);
}

/**
 * The Value of a JSON value.
 *
 * @throws WellKnownError for what JSON does not have: undefined, bigint, functions, NaN, holes in arrays,
 *   objects of a class such as a Date; and for more than 48 levels, as a cycle has
 */
export function valueFromJson(json: JsonValue): Value {
  return toValue(json, 1);
}

/**
 * The JSON value of a Value; null when it holds nothing.
 *
 * @throws WellKnownError for more than 100 levels, as a cycle has
 */
export function valueToJson(value: Value): JsonValue {
  return toJson(value, 1);
}

function toObject(struct: Struct, depth: number): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of struct.fields) setProperty(object, name, toJson(value, depth + 1));
  return object;
}

function toJson({ kind }: Value, depth: number): JsonValue {
  if (depth > maxReadDepth) throw tooDeep(maxReadDepth);
  switch (kind.case) {
    case "numberValue":
    case "stringValue":
    case "boolValue":
      return kind.value;
    case "structValue":
      return toObject(kind.value, depth);
    case "listValue":
      return kind.value.values.map((element) => toJson(element, depth + 1));
    default:
      return null;
  }
}

function toStruct(object: JsonObject, depth: number): Struct {
  if (!isPlain(object)) throw noJson("an object of a class, such as a Date,");
  const fields = new Map<string, Value>();
  for (const [name, value] of Object.entries(object)) fields.set(name, toValue(value, depth + 1));
  return { fields };
}

function toList(array: readonly JsonValue[], depth: number): ListValue {
  // Array.from sees holes, as undefined; map would leave them.
  return { values: Array.from(array, (value) => toValue(value, depth + 1)) };
}

/** Whether an object is of no class; objects of another realm are plain, too. */
function isPlain(object: JsonObject): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function toValue(json: JsonValue, depth: number): Value {
  if (depth > maxDepth) throw tooDeep(maxDepth);
  if (json === null) return { kind: { case: "nullValue", value: 0 } };
  switch (typeof json) {
    case "string":
      return { kind: { case: "stringValue", value: json } };
    case "boolean":
      return { kind: { case: "boolValue", value: json } };
    case "number":
      if (!Number.isFinite(json)) throw noJson(String(json));
      return { kind: { case: "numberValue", value: json } };
    case "object":
      return Array.isArray(json)
        ? { kind: { case: "listValue", value: toList(json, depth) } }
        : { kind: { case: "structValue", value: toStruct(json, depth) } };
    default:
      throw noJson(`a value of type ${typeof json}`);
  }
}

function tooDeep(levels: number): WellKnownError {
  return new WellKnownError(
    "WKT_STRUCT_DEPTH",
    `a Value of more than ${levels} levels, or with a cycle`,
  );
}

function noJson(what: string): WellKnownError {
  return new WellKnownError("WKT_STRUCT_VALUE", `${what} cannot be in a Value: JSON has none`);
}

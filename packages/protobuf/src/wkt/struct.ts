import { type JsonObject, type JsonValue, setProperty } from "../json/json-value.ts";
import type { ListValue, Struct, Value } from "./gen/google/protobuf/struct.ts";
import { WellKnownError } from "./well-known-error.ts";

/** Values may be nested this deep; so deep they fit the binary form, too. */
const maxDepth = 48;

/**
 * The Struct of a plain object.
 *
 * @throws WellKnownError for what JSON does not have: undefined, bigint, functions, NaN; and for more
 *   than 48 levels, as a cycle has
 */
export function structFromObject(object: JsonObject): Struct {
  return toStruct(object, 1);
}

/** The plain object of a Struct. Values that hold nothing become null. */
export function structToObject(struct: Struct): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of struct.fields) setProperty(object, name, valueToJson(value));
  return object;
}

/**
 * The Value of a JSON value.
 *
 * @throws WellKnownError for what JSON does not have: undefined, bigint, functions, NaN; and for more
 *   than 48 levels, as a cycle has
 */
export function valueFromJson(json: JsonValue): Value {
  return toValue(json, 1);
}

/** The JSON value of a Value; null when it holds nothing. */
export function valueToJson(value: Value): JsonValue {
  const { kind } = value;
  switch (kind.case) {
    case "numberValue":
    case "stringValue":
    case "boolValue":
      return kind.value;
    case "structValue":
      return structToObject(kind.value);
    case "listValue":
      return kind.value.values.map(valueToJson);
    default:
      return null;
  }
}

function toStruct(object: JsonObject, depth: number): Struct {
  const fields = new Map<string, Value>();
  for (const [name, value] of Object.entries(object)) fields.set(name, toValue(value, depth + 1));
  return { fields };
}

function toList(array: readonly JsonValue[], depth: number): ListValue {
  return { values: array.map((value) => toValue(value, depth + 1)) };
}

function toValue(json: JsonValue, depth: number): Value {
  if (depth > maxDepth) {
    throw new WellKnownError(
      "WKT_STRUCT_DEPTH",
      `a Value of more than ${maxDepth} levels, or with a cycle`,
    );
  }
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

function noJson(what: string): WellKnownError {
  return new WellKnownError("WKT_STRUCT_VALUE", `${what} cannot be in a Value: JSON has none`);
}

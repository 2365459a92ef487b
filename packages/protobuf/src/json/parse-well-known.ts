// Messages that look otherwise in JSON than their fields would: what descriptors and generated code
// share of parsing them.

import { parseDuration } from "./duration-text.ts";
import { parseFieldMask } from "./field-mask-text.ts";
import type { JsonError, JsonErrors } from "./json-error.ts";
import { describeJson, isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { parseTimestamp, type SecondsAndNanos } from "./timestamp-text.ts";

const samples = {
  timestamp: 'a string like "2026-01-31T12:00:00Z"',
  duration: 'a string like "1.5s"',
  fieldMask: 'a string like "name,address.zipCode"',
} as const;

/** Parses a Timestamp or Duration. */
export function parseTime(
  json: JsonValue,
  form: "timestamp" | "duration",
  errors: JsonErrors,
): SecondsAndNanos {
  if (typeof json === "string") {
    const time = form === "timestamp" ? parseTimestamp(json) : parseDuration(json);
    if (time !== undefined) return time;
  }
  const code = form === "timestamp" ? "JSON_TIMESTAMP" : "JSON_DURATION";
  throw errors.error(
    typeof json === "string" ? code : "JSON_TYPE",
    `invalid ${form}: expected ${samples[form]}, got ${describeJson(json)}`,
  );
}

/** Parses a FieldMask. */
export function parsePaths(json: JsonValue, errors: JsonErrors): string[] {
  const paths = typeof json === "string" ? parseFieldMask(json) : undefined;
  if (paths !== undefined) return paths;
  throw errors.error(
    typeof json === "string" ? "JSON_FIELD_MASK" : "JSON_TYPE",
    `invalid field mask: expected ${samples.fieldMask}, got ${describeJson(json)}`,
  );
}

/** For null where a message of this type must be. */
export function nullMessage(typeName: string, errors: JsonErrors): Error {
  return errors.error("JSON_NULL", `invalid ${typeName}: expected a value, got null`);
}

/** For null in a list or map. */
export function nullElement(errors: JsonErrors): Error {
  return errors.error(
    "JSON_NULL",
    "invalid element: expected a value, got null; lists and maps hold no nulls",
  );
}

/** A list's JSON. */
export function asJsonArray(json: JsonValue, errors: JsonErrors): readonly JsonValue[] {
  if (Array.isArray(json)) return json;
  throw errors.error("JSON_TYPE", `invalid list: expected an array, got ${describeJson(json)}`);
}

/** A map's JSON. */
export function asJsonMap(json: JsonValue, errors: JsonErrors): JsonObject {
  if (isJsonObject(json)) return json;
  throw errors.error("JSON_TYPE", `invalid map: expected an object, got ${describeJson(json)}`);
}

/** A message's JSON. */
export function asJsonMessage(json: JsonValue, typeName: string, errors: JsonErrors): JsonObject {
  if (isJsonObject(json)) return json;
  throw errors.error(
    "JSON_TYPE",
    `invalid ${typeName}: expected an object, got ${describeJson(json)}`,
  );
}

/** For a name that is not the name of a field. */
export function unknownField(
  typeName: string,
  known: readonly string[],
  errors: JsonErrors,
): Error {
  return errors.error(
    "JSON_FIELD_UNKNOWN",
    `${typeName} has no such field` + (known.length === 0 ? "" : `; it has ${listNames(known)}`),
  );
}

function listNames(names: readonly string[]): string {
  return names.slice(0, 10).join(", ") + (names.length > 10 ? ", …" : "");
}

/** For a field that is given under both of its names. */
export function fieldTwice(name: string, errors: JsonErrors): Error {
  return errors.error("JSON_FIELD_TWICE", `${name} is given under two names`);
}

/** For a second field of a oneof. */
export function oneofTwice(name: string, errors: JsonErrors): JsonError {
  return errors.error("JSON_ONEOF_TWICE", `more than one field of oneof ${name} is given`);
}

/** For a map's key that is given twice, in two spellings. */
export function keyTwice(errors: JsonErrors): Error {
  return errors.error("JSON_MAP_KEY", "the same key is given twice");
}

/**
 * For an enum value that does not exist.
 * @param known the names of those that do
 */
export function unknownEnumValue(
  json: JsonValue,
  typeName: string,
  known: readonly string[],
  errors: JsonErrors,
): Error {
  return errors.error(
    "JSON_ENUM_VALUE",
    `invalid ${typeName}: expected one of ${listNames(known)}, got ${describeJson(json)}`,
  );
}

/** The type URL in the JSON of an Any, and the name of the type; undefined for an empty one. */
export function anyType(
  json: JsonValue,
  errors: JsonErrors,
): { readonly json: JsonObject; readonly typeUrl: string; readonly typeName: string } | undefined {
  if (!isJsonObject(json)) {
    throw errors.error(
      "JSON_TYPE",
      `invalid Any: expected an object with "@type", got ${describeJson(json)}`,
    );
  }
  if (Object.keys(json).length === 0) return undefined;
  const typeUrl = Object.hasOwn(json, "@type") ? json["@type"] : undefined;
  if (typeof typeUrl !== "string" || !/[^/]$/.test(typeUrl)) {
    throw errors.error(
      "JSON_ANY",
      `invalid Any: expected "@type": "type.googleapis.com/full.Name", got ${describeJson(typeUrl)}`,
    );
  }
  return { json, typeUrl, typeName: typeUrl.slice(typeUrl.lastIndexOf("/") + 1) };
}

/** For an Any of a type that no registry has. */
export function unregisteredAny(typeName: string, errors: JsonErrors): Error {
  return errors.error(
    "JSON_ANY",
    `invalid Any: ${JSON.stringify(typeName)} is not in the registry; pass one that has it as option \`registry\``,
  );
}

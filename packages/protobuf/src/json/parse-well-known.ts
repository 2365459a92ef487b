// Messages that look otherwise in JSON than their fields would: what descriptors and generated code
// share of parsing them.

import { parseDuration } from "./duration-text.ts";
import { parseFieldMask } from "./field-mask-text.ts";
import type { JsonError, JsonErrors } from "./json-error.ts";
import { describeJson, isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { parseTimestamp, type SecondsAndNanos } from "./timestamp-text.ts";

/** Parses a Timestamp or Duration. */
export function parseTime(
  json: JsonValue,
  form: "timestamp" | "duration",
  errors: JsonErrors,
): SecondsAndNanos {
  const text = parseText(json, `a ${form} as string`, errors);
  const time = form === "timestamp" ? parseTimestamp(text) : parseDuration(text);
  if (time !== undefined) return time;
  throw form === "timestamp"
    ? errors.error(
        "JSON_TIMESTAMP",
        `invalid timestamp: expected one like "2026-01-31T12:00:00Z", got ${describeJson(json)}`,
      )
    : errors.error(
        "JSON_DURATION",
        `invalid duration: expected one like "1.5s", got ${describeJson(json)}`,
      );
}

/** Parses a FieldMask. */
export function parsePaths(json: JsonValue, errors: JsonErrors): string[] {
  const paths = parseFieldMask(parseText(json, "field names in a string", errors));
  if (paths !== undefined) return paths;
  throw errors.error(
    "JSON_FIELD_MASK",
    `invalid field mask: expected one like "name,address.zipCode", got ${describeJson(json)}`,
  );
}

function parseText(json: JsonValue, wanted: string, errors: JsonErrors): string {
  if (typeof json === "string") return json;
  throw errors.error("JSON_TYPE", `expected ${wanted}, got ${describeJson(json)}`);
}

/** For null where a message of this type must be. */
export function nullMessage(typeName: string, errors: JsonErrors): Error {
  return errors.error("JSON_NULL", `expected ${typeName}, got null`);
}

/** For null in a list or map. */
export function nullElement(errors: JsonErrors): Error {
  return errors.error("JSON_NULL", "an element of a list or map must not be null");
}

/** A list's JSON. */
export function asJsonArray(json: JsonValue, errors: JsonErrors): readonly JsonValue[] {
  if (Array.isArray(json)) return json;
  throw errors.error("JSON_TYPE", `expected an array, got ${describeJson(json)}`);
}

/** A map's JSON. */
export function asJsonMap(json: JsonValue, errors: JsonErrors): JsonObject {
  if (isJsonObject(json)) return json;
  throw errors.error("JSON_TYPE", `expected an object, got ${describeJson(json)}`);
}

/** A message's JSON. */
export function asJsonMessage(json: JsonValue, typeName: string, errors: JsonErrors): JsonObject {
  if (isJsonObject(json)) return json;
  throw errors.error("JSON_TYPE", `expected an object (${typeName}), got ${describeJson(json)}`);
}

/** For a name that is not the name of a field. */
export function unknownField(
  typeName: string,
  known: readonly string[],
  errors: JsonErrors,
): Error {
  const shown = known.slice(0, 10).join(", ") + (known.length > 10 ? ", …" : "");
  return errors.error(
    "JSON_FIELD_UNKNOWN",
    `${typeName} has no such field` + (known.length === 0 ? "" : `; it has ${shown}`),
  );
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

/** For an enum value that does not exist. */
export function unknownEnumValue(json: JsonValue, typeName: string, errors: JsonErrors): Error {
  return errors.error("JSON_ENUM_VALUE", `enum ${typeName} has no value ${describeJson(json)}`);
}

/** The type URL in the JSON of an Any, and the name of the type; undefined for an empty one. */
export function anyType(
  json: JsonValue,
  errors: JsonErrors,
): { readonly json: JsonObject; readonly typeUrl: string; readonly typeName: string } | undefined {
  if (!isJsonObject(json)) {
    throw errors.error("JSON_TYPE", `expected an object with "@type", got ${describeJson(json)}`);
  }
  if (Object.keys(json).length === 0) return undefined;
  const typeUrl = Object.hasOwn(json, "@type") ? json["@type"] : undefined;
  if (typeof typeUrl !== "string" || !/[^/]$/.test(typeUrl)) {
    throw errors.error("JSON_ANY", 'an Any needs "@type": "type.googleapis.com/full.Name"');
  }
  return { json, typeUrl, typeName: typeUrl.slice(typeUrl.lastIndexOf("/") + 1) };
}

/** For an Any of a type that no registry has. */
export function unregisteredAny(typeName: string, errors: JsonErrors): Error {
  return errors.error(
    "JSON_ANY",
    `${JSON.stringify(typeName)} is not in the registry; pass one that has it as option \`registry\``,
  );
}

// JSON text to JSON values.

import { findDuplicateName } from "./duplicate-names.ts";
import { JsonError } from "./json-error.ts";
import { describeJson, type JsonValue } from "./json-value.ts";

/**
 * Parses JSON. Names that stand in an object twice are not looked for: see {@link refuseDuplicateNames}.
 *
 * @throws JsonError JSON_SYNTAX
 */
export function parseJsonText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new JsonError("JSON_SYNTAX", "", `this is no JSON: ${what}`, { cause: error });
  }
}

/** @throws JsonError JSON_NAME_TWICE */
export function refuseDuplicateNames(text: string): void {
  const twice = findDuplicateName(text);
  if (twice === undefined) return;
  throw new JsonError("JSON_NAME_TWICE", "", `an object has ${describeJson(twice)} twice`);
}

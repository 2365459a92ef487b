// JSON text to JSON values.

import { findDuplicateName } from "./duplicate-names.ts";
import { JsonError } from "./json-error.ts";
import { describeJson, type JsonValue } from "./json-value.ts";

/**
 * Parses JSON. It does not look for names that an object has twice: see {@link refuseDuplicateNames}.
 *
 * @throws JsonError JSON_SYNTAX
 */
export function parseJsonText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new JsonError("JSON_SYNTAX", "", `invalid JSON: ${what}`, { cause: error });
  }
}

/** @throws JsonError JSON_NAME_TWICE */
export function refuseDuplicateNames(text: string): void {
  const twice = findDuplicateName(text);
  if (twice === undefined) return;
  throw new JsonError("JSON_NAME_TWICE", "", `an object has ${describeJson(twice)} twice`);
}

/** Strings longer than this are worth a call that looks for their end. */
const longString = 24;

/**
 * Counts the names in the objects of a text, repeated ones each time.
 *
 * @param text valid JSON
 */
export function countNames(text: string): number {
  const { length } = text;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const char = text.charCodeAt(i);
    // Outside of strings a colon stands after a name, and only there.
    if (char === 0x3a) count++;
    else if (char === 0x22) i = endOfString(text, i + 1);
  }
  return count;
}

/** The offset of the quote that ends a string. */
function endOfString(text: string, start: number): number {
  const limit = Math.min(text.length, start + longString);
  let i = start;
  while (i < limit) {
    const char = text.charCodeAt(i);
    if (char === 0x22) return i;
    i += char === 0x5c ? 2 : 1;
  }
  // A quote ends the string if an even number of backslashes stands before it.
  for (let quote = text.indexOf('"', i); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = quote;
    while (slashes > i && text.charCodeAt(slashes - 1) === 0x5c) slashes--;
    if ((quote - slashes) % 2 === 0) return quote;
  }
  return text.length;
}

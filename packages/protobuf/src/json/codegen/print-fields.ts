// What printing to text and printing to objects share.

import { isMessage } from "../../wire/empty-message.ts";
import type { JsonErrors } from "../json-error.ts";
import { describeJson } from "../json-value.ts";
import type { AnyMessage, FieldNames } from "./json-form.ts";

/** A message, as what it was given as. */
export function asMessage(message: unknown, typeName: string, errors: JsonErrors): AnyMessage {
  if (isMessage(message)) return message;
  throw errors.error(
    "JSON_TYPE",
    `invalid ${typeName}: expected a message, got ${describeJson(message)}`,
  );
}

/** @throws JsonError if it is not an array */
export function asArray(list: unknown, errors: JsonErrors): void {
  if (!Array.isArray(list))
    throw errors.error("JSON_TYPE", `invalid list: expected an array, got ${describeJson(list)}`);
}

/** @throws JsonError if it is not a Map */
export function asMap(map: unknown, errors: JsonErrors): void {
  if (!(map instanceof Map))
    throw errors.error("JSON_TYPE", `invalid map: expected a Map, got ${describeJson(map)}`);
}

const namesOfKeys = /*@__PURE__*/ new Map<string, string>();

/** From `"userId":` to `userId`. Keys come from generated code, of which there is so much and no more. */
export function nameOfKey(key: string): string {
  let name = namesOfKeys.get(key);
  if (name === undefined) {
    name = JSON.parse(key.slice(0, -1)) as string;
    namesOfKeys.set(key, name);
  }
  return name;
}

/** From `"userId":` to `"user_id":`. */
export function protoKey(key: string, names: FieldNames): string {
  const name = names.byJson.get(nameOfKey(key));
  return name === undefined ? key : `"${name}":`;
}

// The JSON of one field of a message. REST has such values: in paths, in queries, and as bodies.

import type { FieldDescriptor } from "../descriptor/descriptor.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import type { JsonValue } from "./json-value.ts";
import { JsonParser, type ParseJsonOptions } from "./parse-message.ts";
import { JsonPrinter, type PrintJsonOptions } from "./print-message.ts";

/**
 * Makes a message with one field, of the field's JSON. This also works for fields of well-known types whose own JSON
 * has another form, such as `value` of a StringValue and `seconds` of a Timestamp.
 *
 * @throws JsonError that has the path of the value that does not fit
 */
export function fieldFromJson(
  field: FieldDescriptor,
  json: JsonValue,
  options: ParseJsonOptions = {},
): DynamicMessage {
  return new JsonParser(options).only(field, json);
}

/**
 * Prints the value of one field, as it would be within the JSON of its message.
 *
 * @throws JsonError for values that have no JSON form
 */
export function fieldToJson(
  field: FieldDescriptor,
  value: unknown,
  options: PrintJsonOptions = {},
): JsonValue {
  return new JsonPrinter(options).only(field, value);
}

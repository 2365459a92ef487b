import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import type { MessageType } from "../message/message-type.ts";
import { parseJsonText, refuseDuplicateNames } from "./json-text.ts";
import type { JsonValue } from "./json-value.ts";
import { JsonParser, type ParseJsonOptions } from "./parse-message.ts";

/**
 * A message from its JSON form (ProtoJSON), as JSON.parse returns it. Fields may
 * be named as in JSON or as in the .proto file; null stands for absent.
 * https://protobuf.dev/programming-guides/json/
 *
 * @throws JsonError that tells the path of the value that does not fit
 */
export function fromJson<T>(
  type: MessageType<T, never>,
  json: JsonValue,
  options?: ParseJsonOptions,
): T;
/** Makes a message of a type that is known by its descriptor from JSON values. */
export function fromJson(
  type: MessageDescriptor,
  json: JsonValue,
  options?: ParseJsonOptions,
): DynamicMessage;
export function fromJson(
  type: MessageType<unknown, never> | MessageDescriptor,
  json: JsonValue,
  options: ParseJsonOptions = {},
): unknown {
  return new JsonParser(options).message(messageDescriptor(type), json);
}

/**
 * Parses a message from JSON text.
 *
 * @throws JsonError if the text is not JSON, or does not fit the message
 */
export function fromJsonString<T>(
  type: MessageType<T, never>,
  text: string,
  options?: ParseJsonOptions,
): T;
/** Makes a message of a type that is known by its descriptor from JSON text. */
export function fromJsonString(
  type: MessageDescriptor,
  text: string,
  options?: ParseJsonOptions,
): DynamicMessage;
export function fromJsonString(
  type: MessageType<unknown, never> | MessageDescriptor,
  text: string,
  options: ParseJsonOptions = {},
): unknown {
  const json = parseJsonText(text);
  refuseDuplicateNames(text);
  return new JsonParser(options).message(messageDescriptor(type), json);
}

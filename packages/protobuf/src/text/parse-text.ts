import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import type { MessageType } from "../message/message-type.ts";
import { type ParseTextOptions, TextParser } from "./parse-message.ts";

/**
 * A message from its text form, as `.txtpb` files have it.
 * https://protobuf.dev/reference/protobuf/textformat-spec/
 *
 * Fields that the contract declares reserved by name are skipped. A required field that is not given
 * is an error, as is one given twice.
 *
 * @throws TextError that tells line and column of what is wrong
 */
export function parseText<T>(
  type: MessageType<T, never>,
  text: string,
  options?: ParseTextOptions,
): T;
/** Makes a message of a type that is known by its descriptor from the text format. */
export function parseText(
  type: MessageDescriptor,
  text: string,
  options?: ParseTextOptions,
): DynamicMessage;
export function parseText(
  type: MessageType<unknown, never> | MessageDescriptor,
  text: string,
  options: ParseTextOptions = {},
): unknown {
  return new TextParser(text, options).parse(messageDescriptor(type));
}

import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import type { MessageType } from "../message/message-type.ts";
import type { JsonValue } from "./json-value.ts";
import { printJsonText } from "./print-json-text.ts";
import { JsonPrinter, type PrintJsonOptions } from "./print-message.ts";

/** How messages are printed as text. */
export interface PrintJsonTextOptions extends PrintJsonOptions {
  /** Spaces to indent each level by. Default: 0, everything on one line. */
  readonly indent?: number | undefined;
}

/**
 * A message in its JSON form (ProtoJSON), as JSON.stringify takes it. 64-bit
 * integers are strings, bytes base64, enum values their names, and well-known
 * types have forms of their own. Unknown fields are left out; extensions are among
 * them when `registry` does not have them.
 * https://protobuf.dev/programming-guides/json/
 *
 * @throws JsonError for values that have no JSON form
 */
export function toJson<T>(
  type: MessageType<T, never> | MessageDescriptor,
  message: T,
  options: PrintJsonOptions = {},
): JsonValue {
  return new JsonPrinter(options).message(messageDescriptor(type), message);
}

/**
 * A message as JSON text.
 *
 * @throws JsonError for values that have no JSON form
 */
export function toJsonString<T>(
  type: MessageType<T, never> | MessageDescriptor,
  message: T,
  options: PrintJsonTextOptions = {},
): string {
  return printJsonText(toJson(type, message, options), options.indent);
}

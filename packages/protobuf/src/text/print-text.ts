import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import type { MessageType } from "../message/message-type.ts";
import { type PrintTextOptions, TextPrinter } from "./print-message.ts";

/**
 * A message in its text form: a field a line, in the order of their numbers. What an Any holds is
 * printed expanded when `registry` has its type. Unknown fields are left out unless
 * `printUnknownFields` is set; extensions are among them when `registry` does not have them.
 * https://protobuf.dev/reference/protobuf/textformat-spec/
 *
 * @throws TextError for values that are not of their field's type; it names the field
 */
export function printText<T>(
  type: MessageType<T, never> | MessageDescriptor,
  message: T,
  options: PrintTextOptions = {},
): string {
  return new TextPrinter(options).print(messageDescriptor(type), message);
}

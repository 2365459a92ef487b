import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import type { MessageType } from "./message-type.ts";

/** How functions that go by the descriptor are told the type of a message. */
export type TypeOrDescriptor<T> = MessageType<T, never> | MessageDescriptor;

/** The descriptor of a type, or a descriptor as it is. */
export function descriptorOf(
  type: { readonly descriptor: MessageDescriptor } | MessageDescriptor,
): MessageDescriptor {
  return "descriptor" in type ? type.descriptor : type;
}

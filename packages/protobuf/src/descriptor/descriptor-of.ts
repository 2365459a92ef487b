import type { MessageType } from "../message/message-type.ts";
import type { ServiceType } from "../service/service-type.ts";
import type { FileDescriptor, MessageDescriptor, ServiceDescriptor } from "./descriptor.ts";
import { type FileSource, linkSource } from "./embedded-file.ts";

/**
 * What the contract says of a service, a message type or a file of generated code. Decoded and linked
 * when first asked for; the same descriptor each time.
 *
 * ```ts
 * for (const field of descriptorOf(Order).fields) console.log(field.number, field.name);
 * ```
 */
export function descriptorOf(service: ServiceType): ServiceDescriptor;
export function descriptorOf(type: MessageType<unknown, never>): MessageDescriptor;
export function descriptorOf(file: FileSource): FileDescriptor;
export function descriptorOf(
  declared: ServiceType | MessageType<unknown, never> | FileSource,
): ServiceDescriptor | MessageDescriptor | FileDescriptor {
  if (typeof declared === "function") return linkSource(declared);
  const { typeName } = declared;
  const file = linkSource(declared.file);
  const found =
    "methods" in declared
      ? file.services.find((service) => service.typeName === typeName)
      : findMessage(file.messages, typeName);
  if (found === undefined) throw new Error(`${file.name} declares no ${typeName}`);
  return found;
}

/** The descriptor of a type, or a descriptor as it is. */
export function messageDescriptor(
  type: MessageType<unknown, never> | MessageDescriptor,
): MessageDescriptor {
  return "kind" in type ? type : descriptorOf(type);
}

function findMessage(
  messages: readonly MessageDescriptor[],
  typeName: string,
): MessageDescriptor | undefined {
  for (const message of messages) {
    if (message.typeName === typeName) return message;
    if (typeName.startsWith(`${message.typeName}.`)) {
      return findMessage(message.nestedMessages, typeName);
    }
  }
  return undefined;
}

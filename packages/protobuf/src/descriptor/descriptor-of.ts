import type { Extension } from "../dynamic/extension-type.ts";
import type { MessageType } from "../message/message-type.ts";
import type { ServiceType } from "../service/service-type.ts";
import type {
  ExtensionDescriptor,
  FileDescriptor,
  MessageDescriptor,
  ServiceDescriptor,
} from "./descriptor.ts";
import { type FileSource, linkSource } from "./embedded-file.ts";

/**
 * Returns the descriptor of a service, a message type, an extension, or a file of generated code.
 * It is decoded and linked on first use; later calls return the same descriptor.
 *
 * ```ts
 * for (const field of descriptorOf(Order).fields) console.log(field.number, field.name);
 * ```
 */
export function descriptorOf(service: ServiceType): ServiceDescriptor;
/** Returns the descriptor of a generated message type. */
export function descriptorOf(type: MessageType<unknown, never>): MessageDescriptor;
/** Returns the descriptor of a generated extension. */
export function descriptorOf<M, V>(extension: Extension<M, V>): ExtensionDescriptor;
/** Returns the descriptor of a generated file. */
export function descriptorOf(file: FileSource): FileDescriptor;
export function descriptorOf(
  declared: ServiceType | MessageType<unknown, never> | Extension<never, unknown> | FileSource,
): ServiceDescriptor | MessageDescriptor | ExtensionDescriptor | FileDescriptor {
  if (typeof declared === "function") return linkSource(declared);
  if ("fullName" in declared) return extensionDescriptor(declared);
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

const extensions = new WeakMap<Extension<never, unknown>, ExtensionDescriptor>();

function extensionDescriptor(extension: Extension<never, unknown>): ExtensionDescriptor {
  let found = extensions.get(extension);
  if (found === undefined) {
    const file = linkSource(extension.file);
    found = findExtension(file.extensions, file.messages, extension.fullName);
    if (found === undefined) throw new Error(`${file.name} declares no ${extension.fullName}`);
    extensions.set(extension, found);
  }
  return found;
}

function findExtension(
  declared: readonly ExtensionDescriptor[],
  messages: readonly MessageDescriptor[],
  fullName: string,
): ExtensionDescriptor | undefined {
  const found = declared.find((extension) => extension.fullName === fullName);
  if (found !== undefined) return found;
  const scope = messages.find((message) => fullName.startsWith(`${message.typeName}.`));
  return scope && findExtension(scope.nestedExtensions, scope.nestedMessages, fullName);
}

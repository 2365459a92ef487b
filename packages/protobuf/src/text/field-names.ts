// How fields and extensions are called in text.

import type {
  ExtensionDescriptor,
  FieldDescriptor,
  MessageDescriptor,
} from "../descriptor/descriptor.ts";
import { isQualifiedName } from "../descriptor/names.ts";
import type { Registry } from "../registry/registry.ts";

/** The field of this name. One that is like a group goes by the name of its message, too. */
export function fieldByTextName(
  type: MessageDescriptor,
  name: string,
): FieldDescriptor | undefined {
  const field = type.fieldByName(name);
  if (field !== undefined) return field;
  const group = type.fieldByName(name.toLowerCase());
  return group !== undefined && isGroupLike(group) && group.message?.name === name
    ? group
    : undefined;
}

/** The name that a field is printed under. */
export function fieldTextName(field: FieldDescriptor): string {
  return isGroupLike(field) ? (field.message?.name ?? field.name) : field.name;
}

/** The name that an extension is printed under, without its brackets. */
export function extensionTextName(extension: ExtensionDescriptor): string {
  return isMessageSetItem(extension)
    ? (extension.message?.typeName ?? extension.fullName)
    : extension.fullName;
}

/** Finds what a name in brackets stands for in messages of a type. */
export function findExtension(
  registry: Registry | undefined,
  type: MessageDescriptor,
  name: string,
): ExtensionDescriptor | undefined {
  const found = registry?.getExtension(name);
  if (found !== undefined) return found.extendee.typeName === type.typeName ? found : undefined;
  if (!type.messageSet) return undefined;
  return registry
    ?.getMessage(name)
    ?.nestedExtensions.find(
      (nested) => nested.extendee.typeName === type.typeName && isMessageSetItem(nested),
    );
}

/** Whether this is the full name of an extension, or the URL of a type. */
export function isBracketName(name: string): boolean {
  const slash = name.lastIndexOf("/");
  const prefix = name.slice(0, slash + 1);
  return (
    isQualifiedName(name.slice(slash + 1)) &&
    /^[\w.~!$&()*+,;=%-][\w.~!$&()*+,;=/%-]*$|^$/.test(prefix) &&
    !/%(?![0-9a-fA-F]{2})/.test(prefix)
  );
}

/** Whether a field that the message no longer has was called so. */
export function isReservedName(type: MessageDescriptor, name: string): boolean {
  return type.proto.reservedName.includes(name);
}

/**
 * Whether a field looks as `group` makes them: named like its message, which is declared beside it,
 * but in lower case.
 */
function isGroupLike(field: FieldDescriptor): boolean {
  const { message } = field;
  return (
    field.delimited &&
    message !== undefined &&
    field.name === message.name.toLowerCase() &&
    message.file === field.file &&
    message.parent === field.parent
  );
}

/** An extension of a message set that is declared in the message it holds: it goes by that one's name. */
function isMessageSetItem(extension: ExtensionDescriptor): boolean {
  return (
    extension.extendee.messageSet &&
    extension.message !== undefined &&
    extension.message === extension.parent &&
    !extension.repeated
  );
}

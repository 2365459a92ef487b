import type { FieldShape, MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import type { DynamicMessage, OneofValue } from "../dynamic/message-template.ts";
import type { MessageType } from "./message-type.ts";

/**
 * Whether all required fields (proto2, LEGACY_REQUIRED of editions) have values, also those of the
 * messages inside: `encode` refuses a message for which this is false. Extensions, which are unknown
 * fields to a message, are not looked into.
 */
export function isInitialized<T>(
  type: MessageType<T, never> | MessageDescriptor,
  message: T,
): boolean {
  return isComplete(messageDescriptor(type), message as DynamicMessage);
}

function isComplete(type: MessageDescriptor, message: DynamicMessage): boolean {
  if (!mayRequire(type)) return true;
  for (const member of type.members) {
    const value = message[member.localName];
    if (member.kind === "oneof") {
      const chosen = value as OneofValue | undefined;
      const field = member.fields.find((each) => each.localName === chosen?.case);
      if (field !== undefined && !isValueComplete(field, chosen?.value)) return false;
    } else if (value === undefined) {
      if (member.required) return false;
    } else if (member.repeated) {
      for (const element of value as readonly unknown[]) {
        if (!isValueComplete(member, element)) return false;
      }
    } else if (member.map !== undefined) {
      for (const element of (value as ReadonlyMap<unknown, unknown>).values()) {
        if (!isValueComplete(member.map.value, element)) return false;
      }
    } else if (!isValueComplete(member, value)) {
      return false;
    }
  }
  return true;
}

function isValueComplete(field: FieldShape, value: unknown): boolean {
  return field.message === undefined || isComplete(field.message, value as DynamicMessage);
}

const answers = new WeakMap<MessageDescriptor, boolean>();

/** Whether a message of this type can have a required field in it, at whatever depth. */
function mayRequire(type: MessageDescriptor): boolean {
  const known = answers.get(type);
  if (known !== undefined) return known;
  const seen = new Set([type]);
  // A set is walked in the order of insertion, also while it grows.
  let found = false;
  for (const each of seen) {
    for (const field of each.fields) {
      if (field.required) found = true;
      const message = field.map === undefined ? field.message : field.map.value.message;
      if (message !== undefined) seen.add(message);
    }
    if (found) break;
  }
  if (found) answers.set(type, true);
  // Whatever is reached from here requires nothing either.
  else for (const each of seen) answers.set(each, false);
  return found;
}

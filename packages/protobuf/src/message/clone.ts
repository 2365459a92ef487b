import type { FieldShape, MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import {
  type DynamicMessage,
  messageTemplate,
  type OneofValue,
} from "../dynamic/message-template.ts";
import type { MessageType } from "./message-type.ts";

/**
 * A deep copy: it shares nothing with the message, neither lists, maps and messages nor bytes and
 * unknown fields. (`type.create(message)` copies all but the last two.) Properties that the contract
 * does not have are left behind.
 */
export function clone<T>(type: MessageType<T, never> | MessageDescriptor, message: T): T {
  return cloneMessage(messageDescriptor(type), message as DynamicMessage) as T;
}

function cloneMessage(type: MessageDescriptor, message: DynamicMessage): DynamicMessage {
  const copy = messageTemplate(type).create();
  for (const member of type.members) {
    const name = member.localName;
    const value = message[name];
    if (value === undefined) continue;
    if (member.kind === "oneof") {
      const chosen = value as OneofValue;
      const field = member.fields.find((each) => each.localName === chosen.case);
      if (field !== undefined) {
        copy[name] = { case: field.localName, value: cloneValue(field, chosen.value) };
      }
    } else if (member.repeated) {
      copy[name] = cloneList(member, value as readonly unknown[]);
    } else if (member.map === undefined) {
      copy[name] = cloneValue(member, value);
    } else {
      const { value: valueField } = member.map;
      const entries = value as ReadonlyMap<unknown, unknown>;
      copy[name] = new Map(
        Array.from(entries, ([key, element]) => [key, cloneValue(valueField, element)]),
      );
    }
  }
  const unknown = message["$unknown"] as Uint8Array | undefined;
  if (unknown !== undefined) copy["$unknown"] = new Uint8Array(unknown);
  return copy;
}

/** Copies of the elements of a list. */
export function cloneList(field: FieldShape, list: readonly unknown[]): unknown[] {
  const isPlain = field.message === undefined && field.type !== "bytes";
  return isPlain ? list.slice() : list.map((element) => cloneValue(field, element));
}

/** A copy of a singular value, or of an element of a list or map. */
export function cloneValue(field: FieldShape, value: unknown): unknown {
  if (field.message !== undefined) return cloneMessage(field.message, value as DynamicMessage);
  return field.type === "bytes" ? new Uint8Array(value as Uint8Array) : value;
}

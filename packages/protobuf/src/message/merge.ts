import type {
  FieldDescriptor,
  MessageDescriptor,
  OneofDescriptor,
} from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import { type DynamicMessage, type OneofValue, zeroValue } from "../dynamic/message-template.ts";
import { cloneList, cloneValue } from "./clone.ts";
import type { MessageType } from "./message-type.ts";
import { joinBytes } from "./unknown-by-number.ts";

/**
 * Adds what is set in `source` to `target`, as if the encoded source followed the encoded target:
 * scalars replace, messages merge, lists append, map entries replace those of their key, a oneof
 * takes the source's case. Unknown fields are joined. What is taken is copied, the source stays as it is.
 *
 * @returns the target
 */
export function merge<T>(type: MessageType<T, never> | MessageDescriptor, target: T, source: T): T {
  mergeMessage(messageDescriptor(type), target as DynamicMessage, source as DynamicMessage);
  return target;
}

/** The same by descriptor. */
export function mergeMessage(
  type: MessageDescriptor,
  target: DynamicMessage,
  source: DynamicMessage,
): void {
  for (const member of type.members) {
    if (member.kind === "oneof") mergeOneof(member, target, source);
    else mergeField(member, target, source);
  }
  const added = source["$unknown"] as Uint8Array | undefined;
  if (added !== undefined && added.length > 0) {
    const kept = target["$unknown"] as Uint8Array | undefined;
    target["$unknown"] = joinBytes(kept === undefined ? [added] : [kept, added]);
  }
}

/** Merges one field outside of oneofs. */
export function mergeField(
  field: FieldDescriptor,
  target: DynamicMessage,
  source: DynamicMessage,
): void {
  const name = field.localName;
  const value = source[name];
  if (value === undefined) return;
  if (field.repeated) {
    // Copied first: a message may be merged with itself.
    const added = cloneList(field, value as readonly unknown[]);
    const list = target[name] as unknown[] | undefined;
    if (list === undefined) target[name] = added;
    else for (const element of added) list.push(element);
  } else if (field.map !== undefined) {
    const map = (target[name] ?? new Map()) as Map<unknown, unknown>;
    for (const [key, element] of value as ReadonlyMap<unknown, unknown>) {
      map.set(key, cloneValue(field.map.value, element));
    }
    target[name] = map;
  } else {
    const before = target[name] as DynamicMessage | undefined;
    if (field.message !== undefined && before !== undefined) {
      mergeMessage(field.message, before, value as DynamicMessage);
    } else if (isSet(field, value)) {
      target[name] = cloneValue(field, value);
    }
  }
}

/** Merges a oneof: a message with one of the same case, all else replaces. */
function mergeOneof(oneof: OneofDescriptor, target: DynamicMessage, source: DynamicMessage): void {
  const name = oneof.localName;
  const chosen = source[name] as OneofValue | undefined;
  const field = oneof.fields.find((each) => each.localName === chosen?.case);
  if (field === undefined) return;
  const before = target[name] as OneofValue | undefined;
  if (field.message !== undefined && before?.case === field.localName) {
    mergeMessage(field.message, before.value as DynamicMessage, chosen?.value as DynamicMessage);
  } else {
    target[name] = { case: field.localName, value: cloneValue(field, chosen?.value) };
  }
}

/** Whether a singular field outside of oneofs would be encoded with this value. */
export function isSet(field: FieldDescriptor, value: unknown): boolean {
  if (value === undefined) return false;
  if (field.presence || field.required) return true;
  if (field.type === "bytes") return (value as Uint8Array).length > 0;
  const zero = zeroValue(field);
  // Of numbers with a fraction, -0 is a value of its own.
  return field.type === "double" || field.type === "float"
    ? !Object.is(value, zero)
    : value !== zero;
}

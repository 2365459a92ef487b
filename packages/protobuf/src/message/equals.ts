import type { FieldDescriptor, FieldShape, MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import { type DynamicMessage, type OneofValue, zeroValue } from "../dynamic/message-template.ts";
import { noBytes } from "../wire/get.ts";
import type { MessageType } from "./message-type.ts";
import { unknownFieldsByNumber } from "./unknown-by-number.ts";

/**
 * Whether two messages of one type say the same: the same fields are set, to the same values.
 *
 * - Absent and zero are two things where the field has presence, and one where it has not.
 * - NaN equals NaN; 0 and -0 differ, as they do on the wire.
 * - Maps compare without regard to order, bytes by their content.
 * - Unknown fields (extensions are among them) compare as encoded, number by number; their order
 *   counts only among those of one number.
 *
 * @throws DecodeError when the unknown fields of one are damaged
 */
export function equals<T>(type: MessageType<T, never> | MessageDescriptor, a: T, b: T): boolean {
  return equalMessages(messageDescriptor(type), a as DynamicMessage, b as DynamicMessage);
}

function equalMessages(type: MessageDescriptor, a: DynamicMessage, b: DynamicMessage): boolean {
  if (a === b) return true;
  for (const member of type.members) {
    const x = a[member.localName];
    const y = b[member.localName];
    const equal =
      member.kind === "oneof"
        ? equalOneofs(member.fields, x as OneofValue | undefined, y as OneofValue | undefined)
        : equalFields(member, x, y);
    if (!equal) return false;
  }
  return equalUnknown(a, b);
}

function equalOneofs(
  fields: readonly FieldDescriptor[],
  a: OneofValue | undefined,
  b: OneofValue | undefined,
): boolean {
  if (a?.case !== b?.case) return false;
  const field = fields.find((each) => each.localName === a?.case);
  return field === undefined || equalValues(field, a?.value, b?.value);
}

function equalFields(field: FieldDescriptor, a: unknown, b: unknown): boolean {
  if (field.repeated) {
    return equalLists(field, (a ?? []) as readonly unknown[], (b ?? []) as readonly unknown[]);
  }
  if (field.map !== undefined) {
    const x = (a ?? new Map()) as ReadonlyMap<unknown, unknown>;
    const y = (b ?? new Map()) as ReadonlyMap<unknown, unknown>;
    return equalMaps(field.map.value, x, y);
  }
  if (field.presence || field.required) {
    if (a === undefined || b === undefined) return a === b;
    return equalValues(field, a, b);
  }
  // A literal may leave out what has no presence.
  return equalValues(field, a ?? zeroValue(field), b ?? zeroValue(field));
}

function equalLists(field: FieldShape, a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, i) => equalValues(field, element, b[i]));
}

function equalMaps(
  value: FieldShape,
  a: ReadonlyMap<unknown, unknown>,
  b: ReadonlyMap<unknown, unknown>,
): boolean {
  if (a.size !== b.size) return false;
  for (const [key, element] of a) {
    if (!b.has(key) || !equalValues(value, element, b.get(key))) return false;
  }
  return true;
}

function equalValues(field: FieldShape, a: unknown, b: unknown): boolean {
  if (field.message !== undefined) {
    return equalMessages(field.message, a as DynamicMessage, b as DynamicMessage);
  }
  if (field.type === "bytes") return equalBytes(a as Uint8Array, b as Uint8Array);
  return field.type === "double" || field.type === "float" ? Object.is(a, b) : a === b;
}

function equalUnknown(a: DynamicMessage, b: DynamicMessage): boolean {
  const x = (a["$unknown"] ?? noBytes) as Uint8Array;
  const y = (b["$unknown"] ?? noBytes) as Uint8Array;
  if (x.length !== y.length) return false;
  if (equalBytes(x, y)) return true;
  const ours = unknownFieldsByNumber(x);
  const theirs = unknownFieldsByNumber(y);
  if (ours.size !== theirs.size) return false;
  for (const [number, bytes] of ours) {
    const other = theirs.get(number);
    if (other === undefined || !equalBytes(bytes, other)) return false;
  }
  return true;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && a.every((byte, i) => byte === b[i]));
}

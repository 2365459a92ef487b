// The value that rules apply to: a field, or an element of a list or map.

import { type FieldShape, type MessageDescriptor, wellKnownForm } from "@tramline/protobuf";

/** A field as a whole, or a single value of it. */
export interface Target {
  /** For keys and values of a map, the field of its entry. */
  readonly field: FieldShape;
  /** Whether it is an item of a list, or a key or value of a map. */
  readonly isElement: boolean;
  /** The full name of the field that the rules are written at. */
  readonly place: string;
}

const byMessage: Readonly<Record<string, string>> = {
  "google.protobuf.Any": "any",
  "google.protobuf.Duration": "duration",
  "google.protobuf.FieldMask": "field_mask",
  "google.protobuf.Timestamp": "timestamp",
};

/** The field of FieldRules that fits a target, or undefined when only CEL does. */
export function ruleKind({ field, isElement }: Target): string | undefined {
  if (!isElement && field.map !== undefined) return "map";
  if (!isElement && field.repeated) return "repeated";
  if (field.message === undefined) return field.type;
  if (wellKnownForm(field.message) === "wrapper") return wrapped(field.message).type;
  return byMessage[field.message.typeName];
}

/** True for a single message that is validated by its own rules. */
export function nestedMessage({ field, isElement }: Target): MessageDescriptor | undefined {
  return isElement || (!field.repeated && field.map === undefined) ? field.message : undefined;
}

/** Returns what makes the value of a field into what standard rules take, or undefined if it is that already. */
export function normalizer({
  field,
  isElement,
}: Target): ((value: unknown) => unknown) | undefined {
  if (!isElement && (field.map !== undefined || field.repeated)) return undefined;
  if (field.message !== undefined) {
    if (wellKnownForm(field.message) !== "wrapper") return undefined;
    return (value) => (value as { readonly value: unknown }).value;
  }
  return field.jstype === "normal" ? undefined : (value) => BigInt(value as string | number);
}

/** True when a single value is its type's zero. A message is not. */
export function isZero(field: FieldShape, value: unknown): boolean {
  switch (field.type) {
    case "message":
      return false;
    case "bytes":
      return (value as Uint8Array).length === 0;
    case "string":
      return value === "";
    case "bool":
      return value === false;
    case "float":
    case "double":
      return Object.is(value, 0);
    default:
      return value === 0 || value === 0n || value === "0";
  }
}

/** The value in a wrapper's only field. */
function wrapped(message: MessageDescriptor): FieldShape {
  const [field] = message.fields;
  if (field === undefined) throw new TypeError(`${message.typeName} has no field`);
  return field;
}

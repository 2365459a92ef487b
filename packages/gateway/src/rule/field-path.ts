import {
  type FieldDescriptor,
  type MessageDescriptor,
  type WellKnownForm,
  wellKnownForm,
} from "@tramline/protobuf";

/** The forms of well-known types whose values can be written in a path or a query. */
const TEXT_FORMS: ReadonlySet<WellKnownForm> = new Set([
  "timestamp",
  "duration",
  "fieldMask",
  "wrapper",
]);

/** The forms of well-known types whose values are JSON in a query. */
const JSON_FORMS: ReadonlySet<WellKnownForm> = new Set(["struct", "value", "listValue"]);

/** Finds a field by its name in the contract or in JSON. */
export function findField(type: MessageDescriptor, name: string): FieldDescriptor | undefined {
  return type.fieldByName(name) ?? type.fields.find((field) => field.jsonName === name);
}

/**
 * Resolves the path of a field.
 *
 * @returns every field on the path, in order; undefined if a field does not exist, or one before the last is
 * not a single message
 */
export function resolvePath(
  type: MessageDescriptor,
  names: readonly string[],
): readonly FieldDescriptor[] | undefined {
  const path: FieldDescriptor[] = [];
  let current: MessageDescriptor | undefined = type;
  for (const name of names) {
    const field: FieldDescriptor | undefined = current && findField(current, name);
    if (field === undefined) return undefined;
    path.push(field);
    current = field.repeated || field.map !== undefined ? undefined : field.message;
  }
  return path;
}

/** Whether the value of a field, or of an element, is one text without being JSON. */
export function isTextField(field: FieldDescriptor): boolean {
  if (field.message === undefined) return true;
  const form = wellKnownForm(field.message);
  return form !== undefined && TEXT_FORMS.has(form);
}

/** Whether a field, or an element of it, can be given in a query. */
export function isQueryField(field: FieldDescriptor): boolean {
  if (field.message === undefined || isTextField(field)) return true;
  const form = wellKnownForm(field.message);
  return form !== undefined && JSON_FORMS.has(form);
}

/** Whether a path begins with the fields of another. */
export function hasPrefix(
  path: readonly FieldDescriptor[],
  prefix: readonly FieldDescriptor[],
): boolean {
  return prefix.length <= path.length && prefix.every((field, index) => path[index] === field);
}

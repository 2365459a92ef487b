// Paths of rules within buf.validate.FieldRules.

import { descriptorOf, type FileDescriptor, type MessageDescriptor } from "@tramline/protobuf";
import { type FieldPathElement, FieldRules } from "@tramline/protobuf/buf/validate";
import { pathElement } from "../violation.ts";

/** The file that declares the rules. */
export function ruleFile(): FileDescriptor {
  return descriptorOf(FieldRules).file;
}

/** A step to a field of FieldRules, or of a message within it; `index` for an element of a list. */
export function ruleElement(
  name: string,
  {
    parent = descriptorOf(FieldRules),
    index,
  }: { readonly parent?: MessageDescriptor; readonly index?: number } = {},
): FieldPathElement {
  const found = parent.fieldByName(name);
  if (found === undefined) throw new TypeError(`${parent.typeName} has no field ${name}`);
  return pathElement(found, index);
}

/** The message in a field of FieldRules: StringRules of `string`. */
export function rulesMessage(name: string): MessageDescriptor {
  const found = descriptorOf(FieldRules).fieldByName(name)?.message;
  if (found === undefined) throw new TypeError(`FieldRules has no field ${name}`);
  return found;
}

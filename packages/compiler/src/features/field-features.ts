// What features, or in the old syntaxes labels, make of a definition.

import {
  FeatureSet_EnumType as EnumType,
  FeatureSet_FieldPresence as FieldPresence,
  FieldDescriptorProto_Label as Label,
  FeatureSet_MessageEncoding as MessageEncoding,
  FeatureSet_RepeatedFieldEncoding as RepeatedFieldEncoding,
  FieldDescriptorProto_Type as Type,
} from "@tramline/protobuf/wkt";
import type { EnumDefinition, FieldDefinition } from "../descriptor/definitions.ts";

/** True for a field of a message type, delimited or not. */
export function isMessageField(field: FieldDefinition): boolean {
  return field.proto.type === Type.MESSAGE || field.proto.type === Type.GROUP;
}

export function isRepeated(field: FieldDefinition): boolean {
  return field.proto.label === Label.REPEATED;
}

/** True for a field that must be set. */
export function isRequired(field: FieldDefinition): boolean {
  return field.features.fieldPresence === FieldPresence.LEGACY_REQUIRED;
}

/** True for a field that tells absent from zero. */
export function hasPresence(field: FieldDefinition): boolean {
  if (isRepeated(field)) return false;
  return (
    isMessageField(field) ||
    field.extendee !== undefined ||
    field.proto.oneofIndex !== undefined ||
    field.features.fieldPresence !== FieldPresence.IMPLICIT
  );
}

/** True for a repeated field of numbers, booleans or enums. */
export function isPackable(field: FieldDefinition): boolean {
  const { type } = field.proto;
  return isRepeated(field) && type !== Type.STRING && type !== Type.BYTES && !isMessageField(field);
}

/** True for a repeated field whose values stand together on the wire. */
export function isPacked(field: FieldDefinition): boolean {
  return isPackable(field) && field.features.repeatedFieldEncoding === RepeatedFieldEncoding.PACKED;
}

/** True for a field of a message type that is between two tags on the wire, as a group is. */
export function isDelimited(field: FieldDefinition): boolean {
  if (field.proto.type !== Type.MESSAGE) return field.proto.type === Type.GROUP;
  return (
    field.features.messageEncoding === MessageEncoding.DELIMITED &&
    field.parent?.isMapEntry !== true &&
    !isMap(field)
  );
}

/** True for a map field. */
export function isMap(field: FieldDefinition): boolean {
  return field.typeDefinition?.kind === "message" && field.typeDefinition.isMapEntry;
}

/** True for an enum that has no other values than those that it names. */
export function isClosed(declared: EnumDefinition): boolean {
  return declared.features.enumType === EnumType.CLOSED;
}

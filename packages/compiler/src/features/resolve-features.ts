import {
  FeatureSet_FieldPresence as FieldPresence,
  FieldDescriptorProto_Label as Label,
  FeatureSet_MessageEncoding as MessageEncoding,
  FeatureSet_RepeatedFieldEncoding as RepeatedFieldEncoding,
  FieldDescriptorProto_Type as Type,
} from "@tramline/protobuf/wkt";
import type {
  EnumDefinition,
  FieldDefinition,
  FileDefinition,
  MessageDefinition,
  OptionMessage,
} from "../descriptor/definitions.ts";
import { messageNamed, optionNamed } from "../options/option-value.ts";
import { editionFeatures, type Features } from "./features.ts";

/** The names of features in descriptor.proto. */
const NAMES: ReadonlyMap<string, keyof Features> = new Map([
  ["field_presence", "fieldPresence"],
  ["enum_type", "enumType"],
  ["repeated_field_encoding", "repeatedFieldEncoding"],
  ["message_encoding", "messageEncoding"],
  ["json_format", "jsonFormat"],
  ["enforce_naming_style", "enforceNamingStyle"],
  ["default_symbol_visibility", "defaultSymbolVisibility"],
  ["enforce_proto_limits", "enforceProtoLimits"],
]);

/** Works out which features hold for each definition of a file, its standard options being known. */
export function resolveFeatures(file: FileDefinition): void {
  file.features = merge(editionFeatures(file.edition), file.optionValues);
  for (const message of file.messages) resolveMessage(message, file.features);
  for (const declared of file.enums) resolveEnum(declared, file.features);
  for (const extension of file.extensions) resolveField(extension, file.features);
  for (const service of file.services) {
    service.features = merge(file.features, service.optionValues);
    for (const method of service.methods) {
      method.features = merge(service.features, method.optionValues);
    }
  }
}

function resolveMessage(message: MessageDefinition, inherited: Features): void {
  message.features = merge(inherited, message.optionValues);
  const { features } = message;
  for (const oneof of message.oneofs) oneof.features = merge(features, oneof.optionValues);
  for (const field of message.fields) resolveField(field, field.oneof?.features ?? features);
  for (const extension of message.extensions) resolveField(extension, features);
  for (const declared of message.enums) resolveEnum(declared, features);
  for (const nested of message.messages) resolveMessage(nested, features);
}

function resolveEnum(declared: EnumDefinition, inherited: Features): void {
  declared.features = merge(inherited, declared.optionValues);
  for (const value of declared.values) {
    value.features = merge(declared.features, value.optionValues);
  }
}

function resolveField(field: FieldDefinition, inherited: Features): void {
  field.features =
    field.file.syntax === "editions"
      ? merge(inherited, field.optionValues)
      : legacyFeatures(field, inherited);
}

/** The old syntaxes say by labels and options what editions say by features. */
function legacyFeatures(field: FieldDefinition, inherited: Features): Features {
  const { label, type } = field.proto;
  const packed = optionNamed(field.optionValues, "packed")?.value;
  if (label !== Label.REQUIRED && type !== Type.GROUP && packed === undefined) return inherited;
  const features = { ...inherited };
  if (label === Label.REQUIRED) features.fieldPresence = FieldPresence.LEGACY_REQUIRED;
  if (type === Type.GROUP) features.messageEncoding = MessageEncoding.DELIMITED;
  if (packed === true) features.repeatedFieldEncoding = RepeatedFieldEncoding.PACKED;
  if (packed === false) features.repeatedFieldEncoding = RepeatedFieldEncoding.EXPANDED;
  return features;
}

/**
 * Merges the features of an options message into the inherited ones; returns the same object if it
 * sets none.
 */
function merge(inherited: Features, options: OptionMessage | undefined): Features {
  const declared = messageNamed(options, "features");
  if (declared === undefined) return inherited;
  const features = { ...inherited };
  for (const { field, value } of declared.fields) {
    const name = field.extendee === undefined ? NAMES.get(field.name) : undefined;
    if (name !== undefined && typeof value === "number") features[name] = value;
  }
  return features;
}

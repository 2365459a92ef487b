// From a FieldDescriptorProto to what a codec needs to know.

import {
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptions_JSType,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import { parseDefaultValue } from "./default-value.ts";
import type {
  EnumDescriptor,
  FieldType,
  MapShape,
  MessageDescriptor,
  ResolvedFeatures,
  ScalarType,
  ScalarValue,
} from "./descriptor.ts";
import { overrideFeatures } from "./features.ts";
import { type LinkScope, quote } from "./link-scope.ts";
import type { LinkedMessage } from "./linked.ts";
import type { FieldTraits } from "./linked-field.ts";
import { lowerCamelName } from "./names.ts";

/** Where a field is declared, as far as its traits depend on it. */
export interface FieldPlace {
  /** Full name of the message or package, for looking up types. */
  readonly scope: string;
  readonly localName: string;
  readonly features: ResolvedFeatures;
  /** Member of a oneof, synthetic ones included. */
  readonly inOneof: boolean;
  /** The message, when the field is not an extension: only there maps may be. */
  readonly parent: LinkedMessage | undefined;
  /** Greatest number allowed. */
  readonly maxNumber: number;
}

/** Greatest field number that fits a tag: 2^29 - 1. */
export const maxFieldNumber = 536_870_911;

const types: Readonly<Record<number, FieldType>> = {
  [FieldDescriptorProto_Type.DOUBLE]: "double",
  [FieldDescriptorProto_Type.FLOAT]: "float",
  [FieldDescriptorProto_Type.INT64]: "int64",
  [FieldDescriptorProto_Type.UINT64]: "uint64",
  [FieldDescriptorProto_Type.INT32]: "int32",
  [FieldDescriptorProto_Type.FIXED64]: "fixed64",
  [FieldDescriptorProto_Type.FIXED32]: "fixed32",
  [FieldDescriptorProto_Type.BOOL]: "bool",
  [FieldDescriptorProto_Type.STRING]: "string",
  [FieldDescriptorProto_Type.GROUP]: "message",
  [FieldDescriptorProto_Type.MESSAGE]: "message",
  [FieldDescriptorProto_Type.BYTES]: "bytes",
  [FieldDescriptorProto_Type.UINT32]: "uint32",
  [FieldDescriptorProto_Type.ENUM]: "enum",
  [FieldDescriptorProto_Type.SFIXED32]: "sfixed32",
  [FieldDescriptorProto_Type.SFIXED64]: "sfixed64",
  [FieldDescriptorProto_Type.SINT32]: "sint32",
  [FieldDescriptorProto_Type.SINT64]: "sint64",
};

/** Works out the traits of a field or extension. Entry types of maps must have been linked before. */
export function fieldTraits(
  proto: FieldDescriptorProto,
  name: string,
  place: FieldPlace,
  links: LinkScope,
): FieldTraits {
  const user = place.scope === "" ? name : `${place.scope}.${name}`;
  const number = checkNumber(proto.number, user, place.maxNumber, links);
  const features = fieldFeatures(proto, place.features, links);
  const { type, message, enumType } = findFieldType(proto, user, place.scope, links);
  const isList = proto.label === FieldDescriptorProto_Label.REPEATED;
  const map = message?.mapEntry ? mapShape(message, isList, user, place.parent, links) : undefined;
  const repeated = isList && map === undefined;
  const required = !isList && features.fieldPresence === "legacyRequired" && !place.inOneof;
  const extension = place.parent === undefined;
  const jstype = proto.options?.jstype;
  const is64 = type.endsWith("64");
  const traits = {
    name,
    localName: place.localName,
    jsonName: proto.jsonName ?? lowerCamelName(name),
    number,
    type,
    message,
    enum: enumType,
    repeated,
    map,
    required,
    presence:
      !isList &&
      (type === "message" || place.inOneof || extension || features.fieldPresence !== "implicit"),
    packed: repeated && isPackable(type) && features.repeatedFieldEncoding === "packed",
    delimited:
      type === "message" &&
      map === undefined &&
      place.parent?.mapEntry !== true &&
      features.messageEncoding === "delimited",
    utf8Validation: features.utf8Validation === "verify",
    openEnum: enumType?.open ?? false,
    jstype:
      is64 && jstype === FieldOptions_JSType.JS_STRING
        ? ("string" as const)
        : is64 && jstype === FieldOptions_JSType.JS_NUMBER
          ? ("number" as const)
          : ("normal" as const),
    features,
  };
  return { ...traits, defaultValue: defaultValue(proto, traits, user, links) };
}

/** Numbers, bools and enums can be packed. */
function isPackable(type: FieldType): boolean {
  return type !== "string" && type !== "bytes" && type !== "message";
}

function checkNumber(
  number: number | undefined,
  user: string,
  max: number,
  links: LinkScope,
): number {
  if (
    number === undefined ||
    !Number.isInteger(number) ||
    number < 1 ||
    number > max ||
    (number >= 19_000 && number <= 19_999)
  ) {
    throw links.error(
      "DESCRIPTOR_FIELD_NUMBER",
      `${user} has ${number === undefined ? "no number" : `number ${number}`}; ` +
        `field numbers go from 1 to ${max}, without 19000 to 19999`,
    );
  }
  return number;
}

/** Old syntaxes say by labels and options what editions say by features. */
function fieldFeatures(
  proto: FieldDescriptorProto,
  inherited: ResolvedFeatures,
  links: LinkScope,
): ResolvedFeatures {
  if (links.file.syntax === "editions") return overrideFeatures(inherited, proto.options?.features);
  let features = inherited;
  if (proto.label === FieldDescriptorProto_Label.REQUIRED) {
    features = { ...features, fieldPresence: "legacyRequired" };
  }
  if (proto.proto3Optional === true) features = { ...features, fieldPresence: "explicit" };
  if (proto.type === FieldDescriptorProto_Type.GROUP) {
    features = { ...features, messageEncoding: "delimited" };
  }
  const packed = proto.options?.packed;
  if (packed !== undefined) {
    features = { ...features, repeatedFieldEncoding: packed ? "packed" : "expanded" };
  }
  return features;
}

function findFieldType(
  proto: FieldDescriptorProto,
  user: string,
  scope: string,
  links: LinkScope,
): {
  type: FieldType;
  message: MessageDescriptor | undefined;
  enumType: EnumDescriptor | undefined;
} {
  if (proto.type === undefined) {
    // A parser leaves the type open where it saw a name; linking tells which it is.
    const found = links.findType(proto.typeName, scope, user);
    return found.kind === "message"
      ? { type: "message", message: found, enumType: undefined }
      : { type: "enum", message: undefined, enumType: found };
  }
  const type = types[proto.type];
  switch (type) {
    case undefined:
      throw links.error("DESCRIPTOR_FIELD_TYPE", `${user} has the unknown type ${proto.type}`);
    case "message": {
      const message = links.findMessage(proto.typeName, scope, user);
      return { type, message, enumType: undefined };
    }
    case "enum": {
      const enumType = links.findEnum(proto.typeName, scope, user);
      return { type, message: undefined, enumType };
    }
    default:
      return { type, message: undefined, enumType: undefined };
  }
}

function mapShape(
  entry: MessageDescriptor,
  isList: boolean,
  user: string,
  parent: LinkedMessage | undefined,
  links: LinkScope,
): MapShape {
  const key = entry.fieldByNumber(1);
  const value = entry.fieldByNumber(2);
  const wellFormed =
    isList &&
    parent !== undefined &&
    entry.parent === parent &&
    entry.fields.length === 2 &&
    key?.name === "key" &&
    value?.name === "value" &&
    isMapKey(key.type) &&
    !key.repeated &&
    !value.repeated &&
    value.map === undefined &&
    key.oneof === undefined &&
    value.oneof === undefined;
  if (!wellFormed) {
    throw links.error(
      "DESCRIPTOR_MAP_ENTRY",
      `${user} is of the map entry type ${entry.typeName}, but the two do not make a map field`,
    );
  }
  return { entry, key, value };
}

function isMapKey(type: FieldType): boolean {
  switch (type) {
    case "double":
    case "float":
    case "bytes":
    case "enum":
    case "message":
      return false;
    default:
      return true;
  }
}

function defaultValue(
  proto: FieldDescriptorProto,
  traits: Omit<FieldTraits, "defaultValue">,
  user: string,
  links: LinkScope,
): ScalarValue | undefined {
  if (proto.defaultValue === undefined) return undefined;
  const value =
    traits.type === "message" || proto.label === FieldDescriptorProto_Label.REPEATED
      ? undefined
      : parseDefaultValue(
          proto.defaultValue,
          traits.type satisfies ScalarType | "enum",
          traits.enum,
        );
  if (value === undefined) {
    throw links.error(
      "DESCRIPTOR_DEFAULT_VALUE",
      `${user} has the default ${quote(proto.defaultValue)}, which is not a value of its type`,
    );
  }
  if (typeof value !== "bigint" || traits.jstype === "normal") return value;
  return traits.jstype === "string" ? value.toString() : Number(value);
}

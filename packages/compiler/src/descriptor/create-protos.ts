import {
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
  SymbolVisibility,
} from "@tramline/protobuf/wkt";
import type { Visibility } from "../ast/nodes.ts";

// Descriptors with every field of theirs in its place, so that all of one type share a shape.

/** The values in descriptors for the keywords before messages and enums. */
export const VISIBILITY: Readonly<Record<Visibility, SymbolVisibility>> = {
  export: SymbolVisibility.VISIBILITY_EXPORT,
  local: SymbolVisibility.VISIBILITY_LOCAL,
};

/** A file's descriptor with nothing in it. */
export function createFileProto(name: string): FileDescriptorProto {
  return {
    name,
    package: undefined,
    dependency: [],
    publicDependency: [],
    weakDependency: [],
    optionDependency: [],
    messageType: [],
    enumType: [],
    service: [],
    extension: [],
    options: undefined,
    sourceCodeInfo: undefined,
    syntax: undefined,
    edition: undefined,
  };
}

/** A message's descriptor with nothing in it. */
export function createMessageProto(name: string): DescriptorProto {
  return {
    name,
    field: [],
    extension: [],
    nestedType: [],
    enumType: [],
    extensionRange: [],
    oneofDecl: [],
    options: undefined,
    reservedRange: [],
    reservedName: [],
    visibility: undefined,
  };
}

/** A field's descriptor with its name and number. */
export function createFieldProto(name: string, number: number): FieldDescriptorProto {
  return {
    name,
    number,
    label: undefined,
    type: undefined,
    typeName: undefined,
    extendee: undefined,
    defaultValue: undefined,
    oneofIndex: undefined,
    jsonName: undefined,
    options: undefined,
    proto3Optional: undefined,
  };
}

/** An enum's descriptor with nothing in it. */
export function createEnumProto(name: string): EnumDescriptorProto {
  return {
    name,
    value: [],
    options: undefined,
    reservedRange: [],
    reservedName: [],
    visibility: undefined,
  };
}

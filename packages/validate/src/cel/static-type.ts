// Types of CEL values as far as a contract says them.

import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import type { FieldShape } from "@tramline/protobuf";
import type { EsTypes } from "./es-types.ts";

/** The type of a value, or `dyn` when only a message can say it. */
export type StaticType =
  | { readonly kind: "dyn" }
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "list"; readonly element: StaticType }
  | { readonly kind: "map"; readonly key: StaticType; readonly value: StaticType }
  | { readonly kind: "message"; readonly desc: DescMessage };

const dyn: StaticType = { kind: "dyn" };

/** A type as CEL names it. */
export function typeName(type: StaticType): string {
  if (type.kind === "scalar") return type.name;
  return type.kind === "message" ? type.desc.typeName : type.kind;
}

/** The type of an element of a list or map. */
export function elementType(type: StaticType): StaticType {
  switch (type.kind) {
    case "list":
      return type.element;
    case "map":
      return type.value;
    case "dyn":
      return dyn;
    default:
      throw new Error(`a value of type ${typeName(type)} has no elements`);
  }
}

/** The type of a field. */
export function fieldType(field: DescField): StaticType {
  switch (field.fieldKind) {
    case "list":
      return { kind: "list", element: singleType(field.scalar, field.message) };
    case "map":
      return {
        kind: "map",
        key: scalarType(field.mapKey),
        value: singleType(field.scalar, field.message),
      };
    default:
      return singleType(field.scalar, field.message);
  }
}

/** The type of `this` for a field of Tramline's, or for one of its elements. */
export function ownFieldType(types: EsTypes, field: FieldShape, isElement: boolean): StaticType {
  if (field.map !== undefined && !isElement) {
    const { key, value } = field.map;
    return {
      kind: "map",
      key: ownFieldType(types, key, true),
      value: ownFieldType(types, value, true),
    };
  }
  if (field.repeated && !isElement) {
    return { kind: "list", element: ownFieldType(types, field, true) };
  }
  if (field.message !== undefined) return messageType(types.message(field.message));
  return { kind: "scalar", name: ownScalars[field.type] ?? field.type };
}

/** Scalars whose type in CEL has another name. */
const ownScalars: Readonly<Record<string, string>> = {
  enum: "int",
  int32: "int",
  sint32: "int",
  sfixed32: "int",
  int64: "int",
  sint64: "int",
  sfixed64: "int",
  uint32: "uint",
  fixed32: "uint",
  uint64: "uint",
  fixed64: "uint",
  float: "double",
};

function singleType(scalar: ScalarType | undefined, message: DescMessage | undefined): StaticType {
  if (message !== undefined) return messageType(message);
  return scalar === undefined ? { kind: "scalar", name: "int" } : scalarType(scalar);
}

/** The type of messages of a type: types that CEL knows by another form are `dyn`, for some can be null. */
export function messageType(desc: DescMessage): StaticType {
  const isSpecial =
    isWrapperDesc(desc) ||
    ["Any", "Value", "Struct", "ListValue"].some(
      (name) => desc.typeName === `google.protobuf.${name}`,
    );
  return isSpecial ? dyn : { kind: "message", desc };
}

function scalarType(scalar: ScalarType): StaticType {
  switch (scalar) {
    case ScalarType.BOOL:
      return { kind: "scalar", name: "bool" };
    case ScalarType.STRING:
      return { kind: "scalar", name: "string" };
    case ScalarType.BYTES:
      return { kind: "scalar", name: "bytes" };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { kind: "scalar", name: "double" };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { kind: "scalar", name: "uint" };
    default:
      return { kind: "scalar", name: "int" };
  }
}

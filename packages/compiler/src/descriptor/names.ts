import { FieldDescriptorProto_Type } from "@tramline/protobuf/wkt";

const SCALARS: ReadonlyMap<string, FieldDescriptorProto_Type> = new Map([
  ["double", FieldDescriptorProto_Type.DOUBLE],
  ["float", FieldDescriptorProto_Type.FLOAT],
  ["int64", FieldDescriptorProto_Type.INT64],
  ["uint64", FieldDescriptorProto_Type.UINT64],
  ["int32", FieldDescriptorProto_Type.INT32],
  ["fixed64", FieldDescriptorProto_Type.FIXED64],
  ["fixed32", FieldDescriptorProto_Type.FIXED32],
  ["bool", FieldDescriptorProto_Type.BOOL],
  ["string", FieldDescriptorProto_Type.STRING],
  ["bytes", FieldDescriptorProto_Type.BYTES],
  ["uint32", FieldDescriptorProto_Type.UINT32],
  ["sfixed32", FieldDescriptorProto_Type.SFIXED32],
  ["sfixed64", FieldDescriptorProto_Type.SFIXED64],
  ["sint32", FieldDescriptorProto_Type.SINT32],
  ["sint64", FieldDescriptorProto_Type.SINT64],
]);

/** The type of a scalar by its keyword. */
export function scalarType(name: string): FieldDescriptorProto_Type | undefined {
  return SCALARS.get(name);
}

/** The keywords of the scalar types. */
export function scalarNames(): Iterable<string> {
  return SCALARS.keys();
}

/** The default JSON name of a field: `unit_price` → `unitPrice`. */
export function jsonName(name: string): string {
  if (!name.includes("_")) return name;
  const [first = "", ...words] = name.split("_");
  return first + words.map(capitalized).join("");
}

/** The name of the entry message of a map field: `unit_prices` → `UnitPricesEntry`. */
export function mapEntryName(fieldName: string): string {
  return `${fieldName.split("_").map(capitalized).join("")}Entry`;
}

/** Joins a scope, which may be empty, and a name. */
export function qualified(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

/** With a capital letter if it begins with one of ASCII; names with others are reported. */
function capitalized(word: string): string {
  const code = word.charCodeAt(0);
  return code >= 0x61 && code <= 0x7a ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

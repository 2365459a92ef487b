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
  let out = "";
  let raise = false;
  for (let i = 0; i < name.length; i++) {
    const character = name.charAt(i);
    if (character === "_") {
      raise = true;
    } else {
      out += raise ? upper(character) : character;
      raise = false;
    }
  }
  return out;
}

/** The name of the entry message of a map field: `unit_prices` → `UnitPricesEntry`. */
export function mapEntryName(fieldName: string): string {
  let out = "";
  let raise = true;
  for (let i = 0; i < fieldName.length; i++) {
    const character = fieldName.charAt(i);
    if (character === "_") {
      raise = true;
    } else {
      out += raise ? upper(character) : character;
      raise = false;
    }
  }
  return `${out}Entry`;
}

/** Joins a scope, which may be empty, and a name. */
export function qualified(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

function upper(character: string): string {
  return character >= "a" && character <= "z" ? character.toUpperCase() : character;
}

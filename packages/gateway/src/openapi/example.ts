import { type FieldDescriptor, type MessageDescriptor, wellKnownForm } from "@tramline/protobuf";
import { ruleExample } from "./rule-example.ts";
import type { SchemaSet } from "./schemas.ts";

/** Nested messages are shown up to this depth. */
const MAX_DEPTH = 3;

/** Returns an example of a message in JSON: of each oneof the first field, of a list one element. */
export function exampleOf(
  type: MessageDescriptor,
  schemas: SchemaSet,
  includes: (field: FieldDescriptor) => boolean = () => true,
  depth = 0,
): unknown {
  const special = specialExample(type, schemas);
  if (special !== undefined) return special.value;
  const example: Record<string, unknown> = {};
  for (const field of type.fields) {
    if (!includes(field) || (field.oneof !== undefined && field.oneof.fields[0] !== field))
      continue;
    const isMessage = (field.map?.value ?? field).message !== undefined;
    if (isMessage && depth + 1 >= MAX_DEPTH) continue;
    example[schemas.nameOf(field)] = fieldExample(field, schemas, depth);
  }
  return example;
}

/** Returns an example of a field's value. */
export function fieldExample(field: FieldDescriptor, schemas: SchemaSet, depth = 0): unknown {
  if (field.map !== undefined) {
    const { key, value } = field.map;
    return { [String(valueExample(key, schemas, depth))]: valueExample(value, schemas, depth) };
  }
  const one = valueExample(field, schemas, depth);
  return field.repeated ? [one] : one;
}

function valueExample(field: FieldDescriptor, schemas: SchemaSet, depth: number): unknown {
  const ruled = ruleExample(field);
  if (ruled !== undefined) return ruled;
  if (field.message !== undefined) return exampleOf(field.message, schemas, undefined, depth + 1);
  if (field.enum !== undefined) {
    const value = field.enum.values[1] ?? field.enum.values[0];
    return schemas.settings.enumAsInteger ? value?.number : value?.name;
  }
  switch (field.type) {
    case "string":
      return field.name;
    case "bytes":
      return "aGVsbG8=";
    case "bool":
      return true;
    case "double":
    case "float":
      return 1.5;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return "1";
    default:
      return 1;
  }
}

function specialExample(
  type: MessageDescriptor,
  schemas: SchemaSet,
): { readonly value: unknown } | undefined {
  switch (wellKnownForm(type)) {
    case "timestamp":
      return { value: "2030-01-31T12:00:00Z" };
    case "duration":
      return { value: "1.500s" };
    case "fieldMask":
      return { value: "" };
    case "wrapper":
      return { value: valueExample(type.fields[0] as FieldDescriptor, schemas, 0) };
    case "struct":
      return { value: {} };
    case "listValue":
      return { value: [] };
    case "value":
      return { value: null };
    case "any":
      return {
        value: { "@type": "type.googleapis.com/google.protobuf.Duration", value: "1.500s" },
      };
    default:
      return undefined;
  }
}

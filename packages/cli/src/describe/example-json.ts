// What a message looks like in JSON, for those who are about to write one.

import type { FieldDescriptor, JsonObject, JsonValue, MessageDescriptor } from "@tramline/protobuf";

/** Deepest nesting that is shown. */
const MAX_DEPTH = 5;

/** How well-known types look in JSON. */
const KNOWN: Readonly<Record<string, JsonValue>> = {
  "google.protobuf.Any": { "@type": "type.googleapis.com/…" },
  "google.protobuf.BoolValue": false,
  "google.protobuf.BytesValue": "",
  "google.protobuf.DoubleValue": 0,
  "google.protobuf.Duration": "1.5s",
  "google.protobuf.Empty": {},
  "google.protobuf.FieldMask": "field,other.field",
  "google.protobuf.FloatValue": 0,
  "google.protobuf.Int32Value": 0,
  "google.protobuf.Int64Value": "0",
  "google.protobuf.ListValue": [],
  "google.protobuf.StringValue": "",
  "google.protobuf.Struct": {},
  "google.protobuf.Timestamp": "2026-01-31T12:00:00Z",
  "google.protobuf.UInt32Value": 0,
  "google.protobuf.UInt64Value": "0",
  "google.protobuf.Value": null,
};

/**
 * A message with every field in place: one element in each list and map, the first member of each
 * oneof, no deprecated fields. Messages within themselves are left out.
 */
export function exampleJson(message: MessageDescriptor): JsonValue {
  return example(message, []);
}

function example(message: MessageDescriptor, within: readonly MessageDescriptor[]): JsonValue {
  const known = KNOWN[message.typeName];
  if (known !== undefined) return known;
  const json: JsonObject = {};
  for (const member of message.members) {
    const field = member.kind === "oneof" ? member.fields[0] : member;
    if (field === undefined || field.deprecated) continue;
    const value = fieldExample(field, [...within, message]);
    if (value !== undefined) json[field.jsonName] = value;
  }
  return json;
}

/** Undefined for a field that would go too deep. */
function fieldExample(
  field: FieldDescriptor,
  within: readonly MessageDescriptor[],
): JsonValue | undefined {
  if (field.map !== undefined) {
    const value = single(field.map.value, within);
    const key =
      field.map.key.type === "string" ? "key" : field.map.key.type === "bool" ? "true" : "0";
    return value === undefined ? undefined : { [key]: value };
  }
  const value = single(field, within);
  return field.repeated && value !== undefined ? [value] : value;
}

function single(
  field: FieldDescriptor,
  within: readonly MessageDescriptor[],
): JsonValue | undefined {
  if (field.message !== undefined) {
    if (within.length >= MAX_DEPTH || within.includes(field.message)) return undefined;
    return example(field.message, within);
  }
  switch (field.type) {
    case "bool":
      return false;
    case "string":
    case "bytes":
      return "";
    case "enum":
      // The first value often stands for none; the second is a better example.
      return (field.enum?.values[1] ?? field.enum?.values[0])?.name ?? 0;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return "0";
    default:
      return 0;
  }
}

// Which messages have a JSON form of their own.
// https://protobuf.dev/programming-guides/json/

import type { FieldDescriptor, FieldShape, MessageDescriptor } from "../descriptor/descriptor.ts";
import type { JsonValue } from "./json-value.ts";

/** A JSON form other than an object with the fields' names. */
export type WellKnownForm =
  | "any"
  | "timestamp"
  | "duration"
  | "fieldMask"
  | "struct"
  | "value"
  | "listValue"
  | "wrapper";

// Type by type with its fields: whoever names a message google.protobuf.Timestamp
// may have given it other ones, and then it is a message like any other.
const forms: ReadonlyMap<string, { readonly form: WellKnownForm; readonly fields: string }> =
  new Map([
    ["Any", { form: "any", fields: "1 typeUrl string, 2 value bytes" }],
    ["Timestamp", { form: "timestamp", fields: "1 seconds int64, 2 nanos int32" }],
    ["Duration", { form: "duration", fields: "1 seconds int64, 2 nanos int32" }],
    ["FieldMask", { form: "fieldMask", fields: "1 paths string*" }],
    ["Struct", { form: "struct", fields: "1 fields map" }],
    [
      "Value",
      {
        form: "value",
        fields:
          "1 nullValue enum kind, 2 numberValue double kind, 3 stringValue string kind, " +
          "4 boolValue bool kind, 5 structValue message kind, 6 listValue message kind",
      },
    ],
    ["ListValue", { form: "listValue", fields: "1 values message*" }],
    ["DoubleValue", { form: "wrapper", fields: "1 value double" }],
    ["FloatValue", { form: "wrapper", fields: "1 value float" }],
    ["Int64Value", { form: "wrapper", fields: "1 value int64" }],
    ["UInt64Value", { form: "wrapper", fields: "1 value uint64" }],
    ["Int32Value", { form: "wrapper", fields: "1 value int32" }],
    ["UInt32Value", { form: "wrapper", fields: "1 value uint32" }],
    ["BoolValue", { form: "wrapper", fields: "1 value bool" }],
    ["StringValue", { form: "wrapper", fields: "1 value string" }],
    ["BytesValue", { form: "wrapper", fields: "1 value bytes" }],
  ]);

const namespace = "google.protobuf.";

const found = new WeakMap<MessageDescriptor, WellKnownForm | undefined>();

/** The form of a well-known type; undefined for all others. */
export function wellKnownForm(message: MessageDescriptor): WellKnownForm | undefined {
  if (!message.typeName.startsWith(namespace)) return undefined;
  const form = found.get(message);
  if (form !== undefined || found.has(message)) return form;
  const made = findForm(message);
  found.set(message, made);
  return made;
}

function findForm(message: MessageDescriptor): WellKnownForm | undefined {
  const known = forms.get(message.typeName.slice(namespace.length));
  if (known === undefined || message.fields.length > 6) return undefined;
  return message.fields.map(describeField).join(", ") === known.fields ? known.form : undefined;
}

/** The enum whose only value is JSON's null. */
export function isNullValue(field: FieldShape): boolean {
  return field.enum?.typeName === `${namespace}NullValue`;
}

function describeField(field: FieldDescriptor): string {
  const type = field.map === undefined ? field.type : "map";
  const star = field.repeated ? "*" : "";
  const jstype = field.jstype === "normal" ? "" : ` ${field.jstype}`;
  const oneof = field.oneof === undefined ? "" : ` ${field.oneof.localName}`;
  return `${field.number} ${field.localName} ${type}${star}${jstype}${oneof}`;
}

/** The field of google.protobuf.Value that holds a JSON value. */
export function valueKind(
  json: JsonValue,
): "nullValue" | "numberValue" | "stringValue" | "boolValue" | "structValue" | "listValue" {
  if (json === null) return "nullValue";
  switch (typeof json) {
    case "number":
      return "numberValue";
    case "string":
      return "stringValue";
    case "boolean":
      return "boolValue";
    default:
      return Array.isArray(json) ? "listValue" : "structValue";
  }
}

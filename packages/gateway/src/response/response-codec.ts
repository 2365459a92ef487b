import {
  dynamicType,
  type FieldDescriptor,
  type JsonObject,
  type JsonValue,
  type MessageDescriptor,
  type MessageType,
  type PrintJsonOptions,
  toJson,
  wellKnownForm,
} from "@tramline/protobuf";
import { jsonTypeOf } from "@tramline/protobuf/internal";
import type { Codec } from "@tramline/rpc";
import type { AnyMessage } from "../request/set-field.ts";
import { valueOf } from "../request/set-field.ts";

const encoder = new TextEncoder();

/**
 * Returns the codec of a binding's responses: ProtoJSON of the message, or of the field that
 * `response_body` names. Requests do not go through it.
 */
export function responseCodec(
  output: MessageDescriptor,
  field: FieldDescriptor | undefined,
  json: PrintJsonOptions,
): Codec {
  const whole = jsonTypeOf(output);
  return {
    name: "json",
    encode(message, type) {
      const complete = (type as MessageType<AnyMessage, unknown>).create(message);
      if (field === undefined) return encoder.encode(whole.print(complete, json));
      return encoder.encode(JSON.stringify(fieldJson(complete, field, json)));
    },
    decode(): never {
      throw new Error("requests are decoded by their binding");
    },
  };
}

/** The JSON of one field: what it would be within its message, and the empty value where it is absent. */
function fieldJson(message: AnyMessage, field: FieldDescriptor, json: PrintJsonOptions): JsonValue {
  const { parent } = field;
  const alone = dynamicType(parent).create();
  const value = valueOf(message, field);
  if (field.oneof === undefined) alone[field.localName] = value;
  else if (value !== undefined) alone[field.oneof.localName] = { case: field.localName, value };
  const name = json.useProtoFieldName === true ? field.name : field.jsonName;
  const printed = (toJson(parent, alone, json) as JsonObject)[name];
  if (printed !== undefined) return printed;
  // A zero or an empty list, which has nothing in it that the options are about.
  const empty = (toJson(parent, alone, { ...json, alwaysEmitImplicit: true }) as JsonObject)[name];
  if (empty !== undefined) return empty;
  return field.message !== undefined && wellKnownForm(field.message) === undefined ? {} : null;
}

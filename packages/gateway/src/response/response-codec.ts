import {
  type FieldDescriptor,
  type JsonValue,
  type MessageDescriptor,
  type MessageType,
  type PrintJsonOptions,
  wellKnownForm,
} from "@tramline/protobuf";
import { fieldToJson, jsonTypeOf } from "@tramline/protobuf/internal";
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
  const value = valueOf(message, field);
  if (value !== undefined) return fieldToJson(field, value, json);
  return field.message !== undefined && wellKnownForm(field.message) === undefined ? {} : null;
}

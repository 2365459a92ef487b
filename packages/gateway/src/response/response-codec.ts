import {
  dynamicType,
  type FieldDescriptor,
  type JsonObject,
  type JsonValue,
  type MessageType,
  type PrintJsonOptions,
  toJson,
  wellKnownForm,
} from "@tramline/protobuf";
import type { AnyMessageType, Codec } from "@tramline/rpc";
import type { AnyMessage } from "../request/set-field.ts";
import { valueOf } from "../request/set-field.ts";

const encoder = new TextEncoder();

/**
 * Returns the codec of a binding's responses: ProtoJSON of the message, or of the field that
 * `response_body` names. Requests do not go through it.
 */
export function responseCodec(field: FieldDescriptor | undefined, json: PrintJsonOptions): Codec {
  return {
    name: "json",
    encode: (message, type) =>
      encoder.encode(JSON.stringify(responseJson(message, type, field, json))),
    decode(): never {
      throw new Error("requests are decoded by their binding");
    },
  };
}

/** Returns a response as JSON. */
function responseJson(
  message: unknown,
  type: AnyMessageType,
  field: FieldDescriptor | undefined,
  json: PrintJsonOptions,
): JsonValue {
  const whole = (type as MessageType<unknown, unknown>).create(message);
  if (field === undefined) return toJson(type, whole as never, json);
  return fieldJson(whole as AnyMessage, field, json);
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

// Encoding by descriptor: one function per member, made once per message type.

import type { FieldDescriptor, MapShape, OneofDescriptor } from "../descriptor/descriptor.ts";
import { bigintKey, booleanKey, mapEntries, numberKey, stringKey } from "../message/map-init.ts";
import { checkNoCase } from "../message/no-such-case.ts";
import { missingRequired } from "../message/required.ts";
import { checkEmptyMessage } from "../wire/empty-message.ts";
import { kindOf } from "../wire/value-kind.ts";
import { EncodeError } from "../wire/wire-error.ts";
import { WireType } from "../wire/wire-type.ts";
import type { Writer } from "../wire/writer.ts";
import {
  type EncodeMember,
  makeTag,
  type NestedCodec,
  type NestedCodecs,
  type TaggedField,
} from "./field-codec.ts";
import { type DynamicMessage, type OneofValue, zeroValue } from "./message-template.ts";
import { scalarCodec } from "./scalar-codec.ts";

/** Writes a value with its tag, whatever it is. */
type EncodeValue = (value: unknown, writer: Writer) => void;

/** The function that encodes a field outside of oneofs, or a whole oneof. */
export function encodeMember(
  member: TaggedField | OneofDescriptor,
  codecs: NestedCodecs,
): EncodeMember {
  if (member.kind === "oneof") return encodeOneof(member, codecs);
  if (member.repeated) return encodeList(member, codecs);
  if (member.map !== undefined) return encodeMap(member, member.map, codecs);
  const name = member.localName;
  const encode = encodeValue(member, member.number, codecs);
  if (member.kind === "field" && member.required) {
    return (message, writer) => {
      const value = message[name];
      if (value === undefined) {
        throw missingRequired(member.parent.typeName, member.name);
      }
      encode(value, writer);
    };
  }
  if (member.presence) {
    return (message, writer) => {
      const value = message[name];
      if (value !== undefined) encode(value, writer);
    };
  }
  if (member.type === "bytes") {
    return (message, writer) => {
      const value = message[name];
      if (value === undefined || (value instanceof Uint8Array && value.length === 0)) return;
      encode(value, writer);
    };
  }
  const zero = zeroValue(member);
  if (member.type === "double" || member.type === "float") {
    return (message, writer) => {
      const value = message[name];
      // -0 is a value of its own.
      if (value !== undefined && !Object.is(value, 0)) encode(value, writer);
    };
  }
  return (message, writer) => {
    const value = message[name];
    if (value !== undefined && value !== zero) encode(value, writer);
  };
}

function encodeValue(field: TaggedField, number: number, codecs: NestedCodecs): EncodeValue {
  const { type } = field;
  if (type !== "message") {
    const { wireType, write } = scalarCodec(field, type);
    const tag = makeTag(number, wireType);
    return (value, writer) => write(writer, tag, value);
  }
  if (field.message === undefined) throw new TypeError(`${field.fullName} has no message type`);
  const nested = codecs(field.message);
  if (field.delimited) {
    const startTag = makeTag(number, WireType.START_GROUP);
    const endTag = makeTag(number, WireType.END_GROUP);
    return (value, writer) => {
      const start = writer.beginGroup(startTag);
      nested.encodeTo(messageFor(nested, value), writer);
      writer.endGroup(endTag, start, value, nested);
    };
  }
  const tag = makeTag(number, WireType.LENGTH_DELIMITED);
  return (value, writer) => {
    const message = messageFor(nested, value);
    const start = writer.open(tag);
    nested.encodeTo(message, writer);
    writer.end(start, value, nested);
  };
}

function encodeOneof(oneof: OneofDescriptor, codecs: NestedCodecs): EncodeMember {
  const name = oneof.localName;
  const cases = new Map<unknown, EncodeValue>(
    oneof.fields.map((field) => [field.localName, encodeValue(field, field.number, codecs)]),
  );
  return (message, writer) => {
    const chosen = message[name] as OneofValue | null | undefined;
    const encode = cases.get(chosen?.case);
    if (encode === undefined) checkNoCase(chosen);
    else encode(chosen?.value, writer);
  };
}

function encodeList(field: TaggedField, codecs: NestedCodecs): EncodeMember {
  const name = field.localName;
  if (field.packed && field.type !== "message") {
    const { writePacked } = scalarCodec(field, field.type);
    const tag = makeTag(field.number, WireType.LENGTH_DELIMITED);
    return (message, writer) => {
      const list = listOf(message[name]);
      if (list !== undefined && list.length > 0) writePacked(writer, tag, list);
    };
  }
  const encode = encodeValue(field, field.number, codecs);
  return (message, writer) => {
    const list = listOf(message[name]);
    if (list === undefined) return;
    for (let i = 0; i < list.length; i++) encode(list[i], writer);
  };
}

function encodeMap(field: TaggedField, map: MapShape, codecs: NestedCodecs): EncodeMember {
  const name = field.localName;
  const tag = makeTag(field.number, WireType.LENGTH_DELIMITED);
  const encodeKey = encodeValue(map.key, 1, codecs);
  const encodeElement = encodeValue(map.value, 2, codecs);
  const parseKey = keyParser(map.key);
  return (message, writer) => {
    const value = message[name];
    if (value === undefined) return;
    for (const [key, element] of mapEntries(value as DynamicMessage, parseKey)) {
      const start = writer.open(tag);
      encodeKey(key, writer);
      encodeElement(element, writer);
      writer.close(start);
    }
  };
}

/** Turns the keys of a map given as plain object into those of a Map. */
export function keyParser(key: FieldDescriptor): (text: string) => unknown {
  switch (key.type) {
    case "string":
      return stringKey;
    case "bool":
      return booleanKey;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      if (key.jstype === "normal") return bigintKey;
      return key.jstype === "string" ? stringKey : numberKey;
    default:
      return numberKey;
  }
}

function listOf(list: unknown): readonly unknown[] | undefined {
  if (list === undefined || Array.isArray(list)) return list;
  throw notExpected("an array", list);
}

/** Like {@link checkMessage}, for a field whose type is known. */
function messageFor(type: NestedCodec, value: unknown): DynamicMessage {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    checkEmptyMessage(type, value);
  }
  return value as DynamicMessage;
}

/**
 * Returns a value as a message, whatever its fields are.
 * @throws EncodeError PB_ENCODE_TYPE if it is not an object
 */
export function checkMessage(value: unknown): DynamicMessage {
  if (typeof value === "object" && value !== null) return value as DynamicMessage;
  throw notExpected("an object", value);
}

function notExpected(wanted: string, value: unknown): EncodeError {
  return new EncodeError("PB_ENCODE_TYPE", `expected ${wanted}, got ${kindOf(value)}`);
}

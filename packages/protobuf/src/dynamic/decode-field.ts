// Decoding by descriptor: one function per tag, made once per message type.

import type {
  EnumDescriptor,
  FieldDescriptor,
  MapShape,
  OneofDescriptor,
} from "../descriptor/descriptor.ts";
import type { Reader } from "../wire/reader.ts";
import { WireType } from "../wire/wire-type.ts";
import {
  type DecodeField,
  makeTag,
  type NestedCodec,
  type NestedCodecs,
  type TaggedField,
} from "./field-codec.ts";
import { type DynamicMessage, type OneofValue, zeroValue } from "./message-template.ts";
import { type ReadScalar, type ScalarCodec, scalarCodec } from "./scalar-codec.ts";

/** The functions that decode a field, by the tags it may come with. */
export function decodeField(
  field: TaggedField,
  codecs: NestedCodecs,
): readonly (readonly [tag: number, decode: DecodeField])[] {
  const { number } = field;
  if (field.map !== undefined) {
    const tag = makeTag(number, WireType.LENGTH_DELIMITED);
    return [[tag, decodeMapEntry(field, field.map, codecs)]];
  }
  if (field.type === "message") {
    if (field.message === undefined) throw new TypeError(`${field.fullName} has no message type`);
    const nested = codecs(field.message);
    const wireType = field.delimited ? WireType.START_GROUP : WireType.LENGTH_DELIMITED;
    const tag = makeTag(number, wireType);
    const read = field.delimited ? groupReader(nested, tag) : messageReader(nested);
    return [[tag, decodeMessage(field, read)]];
  }
  const { wireType, read, readPacked } = scalarCodec(field, field.type);
  const closed = field.openEnum ? undefined : field.enum;
  const tag = makeTag(number, wireType);
  if (!field.repeated) return [[tag, decodeSingular(field, read, closed)]];
  const single: readonly [number, DecodeField] = [tag, decodeElement(field, read, closed)];
  if (wireType === WireType.LENGTH_DELIMITED) return [single];
  const packedTag = makeTag(number, WireType.LENGTH_DELIMITED);
  const packed =
    closed === undefined ? decodePacked(field, readPacked) : decodePackedClosed(field, tag, closed);
  return [single, [packedTag, packed]];
}

/** Extensions are in none. */
function oneofOf(field: TaggedField): OneofDescriptor | undefined {
  return field.kind === "field" ? field.oneof : undefined;
}

type ReadMessage = (
  reader: Reader,
  end: number,
  into: DynamicMessage | undefined,
) => DynamicMessage;

function decodeSingular(
  field: TaggedField,
  read: ReadScalar,
  closed: EnumDescriptor | undefined,
): DecodeField {
  const oneof = oneofOf(field);
  const name = oneof?.localName ?? field.localName;
  const oneofCase = oneof === undefined ? undefined : field.localName;
  return (reader, end, message) => {
    const value = read(reader, end);
    if (closed !== undefined && closed.valueByNumber(value as number) === undefined) return false;
    message[name] = oneofCase === undefined ? value : { case: oneofCase, value };
    return true;
  };
}

function decodeElement(
  field: TaggedField,
  read: ReadScalar,
  closed: EnumDescriptor | undefined,
): DecodeField {
  const name = field.localName;
  return (reader, end, message) => {
    const value = read(reader, end);
    if (closed !== undefined && closed.valueByNumber(value as number) === undefined) return false;
    (message[name] as unknown[]).push(value);
    return true;
  };
}

function decodePacked(field: TaggedField, readPacked: ScalarCodec["readPacked"]): DecodeField {
  const name = field.localName;
  return (reader, end, message) => {
    message[name] = readPacked(reader, end, message[name] as unknown[]);
    return true;
  };
}

/** Of packed values of a closed enum, the unknown ones become unknown fields, each with a tag. */
function decodePackedClosed(field: TaggedField, tag: number, closed: EnumDescriptor): DecodeField {
  const name = field.localName;
  return (reader, end, message) => {
    const list = message[name] as unknown[];
    const stop = reader.packed(end);
    while (reader.position < stop) {
      const value = reader.int32();
      if (closed.valueByNumber(value) !== undefined) {
        list.push(value);
      } else {
        reader.keepValue(tag, value, message);
      }
    }
    if (reader.position > stop) reader.overrun(stop);
    return true;
  };
}

function messageReader(nested: NestedCodec): ReadMessage {
  return (reader, end, into) => {
    const stop = reader.enter(end);
    const message = nested.decodeFrom(reader, stop, into);
    reader.leave();
    return message;
  };
}

function groupReader(nested: NestedCodec, tag: number): ReadMessage {
  return (reader, end, into) => {
    const stop = reader.enterGroup(tag, end);
    const message = nested.decodeFrom(reader, stop, into);
    reader.leaveGroup();
    return message;
  };
}

function decodeMessage(field: TaggedField, read: ReadMessage): DecodeField {
  const name = field.localName;
  if (field.repeated) {
    return (reader, end, message) => {
      (message[name] as unknown[]).push(read(reader, end, undefined));
      return true;
    };
  }
  const oneof = oneofOf(field);
  if (oneof === undefined) {
    return (reader, end, message) => {
      message[name] = read(reader, end, message[name] as DynamicMessage | undefined);
      return true;
    };
  }
  const oneofName = oneof.localName;
  return (reader, end, message) => {
    const chosen = message[oneofName] as OneofValue | undefined;
    const before = chosen?.case === name ? (chosen.value as DynamicMessage) : undefined;
    message[oneofName] = { case: name, value: read(reader, end, before) };
    return true;
  };
}

function decodeMapEntry(field: TaggedField, map: MapShape, codecs: NestedCodecs): DecodeField {
  const name = field.localName;
  const { key: keyField, value: valueField } = map;
  if (keyField.type === "message" || keyField.type === "enum") {
    throw new TypeError(`${field.fullName} has keys of type ${keyField.type}`);
  }
  const keyCodec = scalarCodec(keyField, keyField.type);
  const keyTag = makeTag(1, keyCodec.wireType);
  const zeroKey = zeroValue(keyField);
  const value = mapValueCodec(valueField, codecs);
  const valueTag = makeTag(2, value.wireType);
  return (reader, end, message) => {
    const stop = reader.delimited(end);
    let key: unknown = zeroKey;
    let element: unknown;
    while (reader.position < stop) {
      const tag = reader.tag();
      if (tag === keyTag) key = keyCodec.read(reader, stop);
      else if (tag === valueTag) element = value.read(reader, stop, element);
      else reader.skip(tag, stop);
    }
    if (reader.position > stop) reader.overrun(stop);
    if (element !== undefined && value.closed?.valueByNumber(element as number) === undefined) {
      if (value.closed !== undefined) return false;
    }
    (message[name] as Map<unknown, unknown>).set(key, element ?? value.initial());
    return true;
  };
}

interface MapValueCodec {
  readonly wireType: WireType;
  readonly closed: EnumDescriptor | undefined;
  readonly read: (reader: Reader, end: number, before: unknown) => unknown;
  readonly initial: () => unknown;
}

function mapValueCodec(field: FieldDescriptor, codecs: NestedCodecs): MapValueCodec {
  if (field.type !== "message") {
    const { wireType, read } = scalarCodec(field, field.type);
    const zero = zeroValue(field);
    const closed = field.openEnum ? undefined : field.enum;
    return { wireType, closed, read, initial: () => zero };
  }
  if (field.message === undefined) throw new TypeError(`${field.fullName} has no message type`);
  const nested = codecs(field.message);
  const read = messageReader(nested);
  return {
    wireType: WireType.LENGTH_DELIMITED,
    closed: undefined,
    read: (reader, end, before) => read(reader, end, before as DynamicMessage | undefined),
    initial: () => nested.create(undefined),
  };
}

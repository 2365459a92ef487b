// Message sets: an ancient option, message_set_wire_format, by which a message holds nothing but
// extensions, and each of these is encoded as a group of a number and a message.
//
//   repeated group Item = 1 { required uint32 type_id = 2; required bytes message = 3; }

import type { ExtensionDescriptor } from "../descriptor/descriptor.ts";
import type { Reader } from "../wire/reader.ts";
import { WireType } from "../wire/wire-type.ts";
import type { Writer } from "../wire/writer.ts";
import { checkMessage } from "./encode-member.ts";
import { type DecodeField, type EncodeMember, makeTag, type NestedCodec } from "./field-codec.ts";
import type { DynamicMessage } from "./message-template.ts";

/** The tag that an item begins with. */
export const ITEM_START = makeTag(1, WireType.START_GROUP);
const ITEM_END = makeTag(1, WireType.END_GROUP);
const TYPE_ID = makeTag(2, WireType.VARINT);
const MESSAGE = makeTag(3, WireType.LENGTH_DELIMITED);

interface Item {
  /** Number of the extension; undefined in an item that lacks it, which nobody can read. */
  readonly typeId: number | undefined;
  /** Where the length of its message stands. */
  readonly message: number | undefined;
}

/** Reads an item whose start tag was read, up to and including its end tag. */
export function readItem(reader: Reader, end: number): Item {
  const stop = reader.enterGroup(ITEM_START, end);
  let typeId: number | undefined;
  let message: number | undefined;
  // In either order, and what comes twice counts once.
  while (reader.position < stop) {
    const tag = reader.tag();
    if (tag === TYPE_ID && typeId === undefined) {
      typeId = reader.uint32();
    } else {
      if (tag === MESSAGE) message ??= reader.position;
      reader.skip(tag, stop);
    }
  }
  if (reader.position !== stop) reader.overrun(stop);
  reader.leaveGroup();
  return { typeId, message };
}

/** Whether an extension is encoded as such an item. */
export function isItem(extension: ExtensionDescriptor): boolean {
  return extension.extendee.messageSet && extension.message !== undefined && !extension.repeated;
}

/** The function that decodes an item into a property, if it is the extension's. */
export function decodeItem(extension: ExtensionDescriptor, nested: NestedCodec): DecodeField {
  const { localName, number } = extension;
  return (reader, end, carrier) => {
    const item = readItem(reader, end);
    if (item.typeId !== number) return false;
    const behind = reader.position;
    let message = carrier[localName] as DynamicMessage | undefined;
    if (item.message === undefined) {
      message ??= nested.create(undefined);
    } else {
      reader.position = item.message;
      const stop = reader.enter(end);
      message = nested.decodeFrom(reader, stop, message);
      reader.leave();
      reader.position = behind;
    }
    carrier[localName] = message;
    return true;
  };
}

/** The function that encodes a property as an item. */
export function encodeItem(extension: ExtensionDescriptor, nested: NestedCodec): EncodeMember {
  const { localName, number } = extension;
  return (carrier: DynamicMessage, writer: Writer) => {
    const value = carrier[localName];
    if (value === undefined) return;
    const message = checkMessage(value);
    writer.tag(ITEM_START);
    writer.uint32(TYPE_ID, number);
    const start = writer.open(MESSAGE);
    nested.encodeTo(message, writer);
    writer.close(start);
    writer.tag(ITEM_END);
  };
}

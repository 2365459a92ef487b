// Extensions. To a message they are unknown fields; who has their descriptors can
// read and write them there.

import type { ExtensionDescriptor, MessageDescriptor } from "../descriptor/descriptor.ts";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import type { ValueInit } from "../message/message-init.ts";
import { noBytes } from "../wire/get.ts";
import { Reader } from "../wire/reader.ts";
import type { ExtensibleMessage } from "../wire/unknown-fields.ts";
import { Writer } from "../wire/writer.ts";
import { decodeField } from "./decode-field.ts";
import { codecOf } from "./dynamic-type.ts";
import { encodeMember } from "./encode-member.ts";
import type { Extension } from "./extension-type.ts";
import type { DecodeField, EncodeMember } from "./field-codec.ts";
import { decodeItem, encodeItem, ITEM_START, isItem, readItem } from "./message-set.ts";

/** The value of an extension: undefined when absent, an empty array for a repeated one. */
export type ExtensionValue<V> = V extends readonly unknown[] ? V : V | undefined;

interface ExtensionCodec {
  readonly decoders: ReadonlyMap<number, DecodeField>;
  readonly encode: EncodeMember;
}

const codecs = new WeakMap<ExtensionDescriptor, ExtensionCodec>();

function extensionCodec(extension: ExtensionDescriptor): ExtensionCodec {
  let codec = codecs.get(extension);
  if (codec === undefined) {
    codec = makeCodec(extension);
    codecs.set(extension, codec);
  }
  return codec;
}

function makeCodec(extension: ExtensionDescriptor): ExtensionCodec {
  if (extension.message !== undefined && isItem(extension)) {
    const nested = codecOf(extension.message);
    return {
      decoders: new Map([[ITEM_START, decodeItem(extension, nested)]]),
      encode: encodeItem(extension, nested),
    };
  }
  return {
    decoders: new Map(decodeField(extension, codecOf)),
    encode: encodeMember(extension, codecOf),
  };
}

/**
 * The value of an extension: as a field of its type would hold it, undefined when
 * absent, an empty array for a repeated one. What absence means by the contract
 * is the extension's `defaultValue`.
 *
 * @param extension a generated one, or its descriptor
 * @throws DecodeError when its bytes are damaged
 */
export function getExtension<M extends ExtensibleMessage, V>(
  message: NoInfer<M>,
  extension: Extension<M, V>,
): ExtensionValue<V>;
/** Returns the value of an extension that is known by its descriptor. */
export function getExtension(message: ExtensibleMessage, extension: ExtensionDescriptor): unknown;
export function getExtension(
  message: ExtensibleMessage,
  extension: Extension<never, unknown> | ExtensionDescriptor,
): unknown {
  const descriptor = declared(extension);
  const { localName } = descriptor;
  const carrier: Record<string, unknown> = { [localName]: descriptor.repeated ? [] : undefined };
  const { decoders } = extensionCodec(descriptor);
  const { $unknown: bytes = noBytes } = message;
  const reader = new Reader(bytes, 0);
  while (reader.position < bytes.length) {
    const tag = reader.tag();
    const start = reader.position;
    const decode = decoders.get(tag);
    if (decode === undefined || !decode(reader, bytes.length, carrier)) {
      reader.position = start;
      reader.skip(tag, bytes.length);
    }
  }
  return carrier[localName];
}

/**
 * True when a message has a value for an extension, a repeated one at least one.
 *
 * @throws DecodeError when its bytes are damaged
 */
export function hasExtension<M extends ExtensibleMessage, V>(
  message: NoInfer<M>,
  extension: Extension<M, V>,
): boolean;
/** Returns whether an extension that is known by its descriptor is set. */
export function hasExtension(message: ExtensibleMessage, extension: ExtensionDescriptor): boolean;
export function hasExtension(
  message: ExtensibleMessage,
  extension: Extension<never, unknown> | ExtensionDescriptor,
): boolean {
  const value = getExtension(message, declared(extension));
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

/**
 * Sets an extension; undefined or an empty array clears it. A message given to
 * `encode` as a literal may be treated likewise.
 *
 * @throws EncodeError for a value that the extension's type cannot hold
 */
export function setExtension<M extends ExtensibleMessage, V>(
  message: NoInfer<M>,
  extension: Extension<M, V>,
  value: ValueInit<NoInfer<V>> | undefined,
): void;
/** Sets an extension that is known by its descriptor. */
export function setExtension(
  message: ExtensibleMessage,
  extension: ExtensionDescriptor,
  value: unknown,
): void;
export function setExtension(
  message: ExtensibleMessage,
  extension: Extension<never, unknown> | ExtensionDescriptor,
  value: unknown,
): void {
  const descriptor = declared(extension);
  const { decoders, encode } = extensionCodec(descriptor);
  const { $unknown: bytes = noBytes } = message;
  const writer = new Writer();
  eachUnknownField(message, descriptor.extendee, (tag, number, start, end) => {
    const isOld = decoders.has(tag) && number === descriptor.number;
    if (!isOld) writer.raw(bytes.subarray(start, end));
  });
  encode({ [descriptor.localName]: value }, writer);
  if (writer.position > 0) message.$unknown = writer.slice(0);
  else delete message.$unknown;
}

/** Takes an extension out of a message. */
export function clearExtension<M extends ExtensibleMessage, V>(
  message: NoInfer<M>,
  extension: Extension<M, V>,
): void;
/** Removes an extension that is known by its descriptor. */
export function clearExtension(message: ExtensibleMessage, extension: ExtensionDescriptor): void;
export function clearExtension(
  message: ExtensibleMessage,
  extension: Extension<never, unknown> | ExtensionDescriptor,
): void {
  setExtension(message, declared(extension), undefined);
}

function declared(extension: Extension<never, unknown> | ExtensionDescriptor): ExtensionDescriptor {
  return "kind" in extension ? extension : descriptorOf(extension);
}

/** The numbers of a message's unknown fields, each once; in a message set those of its items. */
export function unknownFieldNumbers(
  message: ExtensibleMessage,
  type: MessageDescriptor,
): ReadonlySet<number> {
  const numbers = new Set<number>();
  eachUnknownField(message, type, (_tag, number) => numbers.add(number));
  return numbers;
}

/**
 * Goes through a message's unknown fields.
 *
 * @param visit receives a field's tag and number, and where the field (tag included) begins and ends in
 *   `$unknown`; of an item of a message set the number is the one it stands for
 */
export function eachUnknownField(
  message: ExtensibleMessage,
  type: MessageDescriptor,
  visit: (tag: number, number: number, start: number, end: number) => void,
): void {
  const { $unknown: bytes = noBytes } = message;
  const reader = new Reader(bytes, 0);
  while (reader.position < bytes.length) {
    const start = reader.position;
    const tag = reader.tag();
    let number = tag >>> 3;
    if (type.messageSet && tag === ITEM_START) {
      number = readItem(reader, bytes.length).typeId ?? number;
    } else {
      reader.skip(tag, bytes.length);
    }
    visit(tag, number, start, reader.position);
  }
}

// Extensions. To a message they are unknown fields; who has their descriptors can
// read and write them there.

import type { ExtensionDescriptor } from "../descriptor/descriptor.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import { decodeField } from "./decode-field.ts";
import { codecOf } from "./dynamic-type.ts";
import { encodeMember } from "./encode-member.ts";
import type { DecodeField, EncodeMember } from "./field-codec.ts";

/** A message of any type, generated or not. */
export interface ExtensibleMessage {
  $unknown?: Uint8Array | undefined;
}

interface ExtensionCodec {
  readonly decoders: ReadonlyMap<number, DecodeField>;
  readonly encode: EncodeMember;
}

const codecs = new WeakMap<ExtensionDescriptor, ExtensionCodec>();

function extensionCodec(extension: ExtensionDescriptor): ExtensionCodec {
  let codec = codecs.get(extension);
  if (codec === undefined) {
    codec = {
      decoders: new Map(decodeField(extension, codecOf)),
      encode: encodeMember(extension, codecOf),
    };
    codecs.set(extension, codec);
  }
  return codec;
}

/**
 * The value of an extension: as a field of its type would hold it, undefined when
 * absent, an empty array for a repeated one.
 *
 * @throws DecodeError when its bytes are damaged
 */
export function getExtension(message: ExtensibleMessage, extension: ExtensionDescriptor): unknown {
  const { localName } = extension;
  const carrier: Record<string, unknown> = { [localName]: extension.repeated ? [] : undefined };
  const { decoders } = extensionCodec(extension);
  const { $unknown: bytes = new Uint8Array(0) } = message;
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
 * Sets an extension; undefined or an empty array clears it. A message given to
 * `encode` as a literal may be treated likewise.
 *
 * @throws EncodeError for a value that the extension's type cannot hold
 */
export function setExtension(
  message: ExtensibleMessage,
  extension: ExtensionDescriptor,
  value: unknown,
): void {
  const { decoders, encode } = extensionCodec(extension);
  const writer = new Writer();
  const { $unknown: bytes = new Uint8Array(0) } = message;
  const reader = new Reader(bytes, 0);
  while (reader.position < bytes.length) {
    const start = reader.position;
    const tag = reader.tag();
    reader.skip(tag, bytes.length);
    if (!decoders.has(tag)) writer.raw(bytes.subarray(start, reader.position));
  }
  encode({ [extension.localName]: value }, writer);
  if (writer.position > 0) message.$unknown = writer.slice(0);
  else delete message.$unknown;
}

/** The numbers of a message's unknown fields, each once. */
export function unknownFieldNumbers(message: ExtensibleMessage): ReadonlySet<number> {
  const numbers = new Set<number>();
  const { $unknown: bytes = new Uint8Array(0) } = message;
  const reader = new Reader(bytes, 0);
  while (reader.position < bytes.length) {
    const tag = reader.tag();
    numbers.add(tag >>> 3);
    reader.skip(tag, bytes.length);
  }
  return numbers;
}

// What the parts of the interpreter know of each other.

import type {
  ExtensionDescriptor,
  FieldDescriptor,
  MessageDescriptor,
} from "../descriptor/descriptor.ts";
import type { Reader } from "../wire/reader.ts";
import type { Writer } from "../wire/writer.ts";
import type { DynamicMessage } from "./message-template.ts";

/** The codec of a message type, as fields that hold such messages see it. */
export interface NestedCodec {
  readonly typeName: string;
  create(init?: unknown): DynamicMessage;
  encodeTo(message: DynamicMessage, writer: Writer): void;
  decodeFrom(reader: Reader, end: number, into?: DynamicMessage): DynamicMessage;
}

/** A field or extension, encoded under a tag. */
export type TaggedField = FieldDescriptor | ExtensionDescriptor;

/** Finds the codec of a message type. */
export type NestedCodecs = (message: MessageDescriptor) => NestedCodec;

/** Encodes one field, or one oneof, of a message. */
export type EncodeMember = (message: DynamicMessage, writer: Writer) => void;

/**
 * Decodes the value behind one tag into a message. False when the value is to be
 * kept as unknown field; the reader then is anywhere behind the tag.
 */
export type DecodeField = (reader: Reader, end: number, message: DynamicMessage) => boolean;

/** A tag: field number times eight plus wire type, as unsigned number. */
export function makeTag(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0;
}

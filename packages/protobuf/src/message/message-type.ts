// The codec object of a message type: what `Order` is in `Order.encode(order)`.

import type { FileSource } from "../descriptor/embedded-file.ts";
import { checkEmptyMessage } from "../wire/empty-message.ts";
import { Reader } from "../wire/reader.ts";
import { DecodeError } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";
import { encodeFailure } from "./encode-failure.ts";
import type { MessageInit } from "./message-init.ts";

/**
 * Encodes and decodes messages of one type. `T` is what is decoded: a plain object
 * with all fields in place. `I` is what may be encoded: a literal with some.
 */
export interface MessageType<T, I = MessageInit<T>> {
  /** "shop.v1.Order" */
  readonly typeName: string;
  /** The file that it is declared in. `descriptorOf` has what the contract says of it. */
  readonly file: FileSource;
  /** A message with what is given, and defaults elsewhere. Lists, maps and messages are copied. */
  create(init?: I): T;
  /**
   * The encoded message. Small ones lie side by side in shared memory, like Node's
   * Buffers: go by byteOffset and length when you use `buffer`, and don't transfer it.
   * @throws EncodeError for a value that its field's type cannot hold; it names the field
   */
  encode(message: I): Uint8Array;
  /**
   * Decodes a message. Nothing in it refers to the bytes.
   * @throws DecodeError for bytes that are not such a message
   */
  decode(bytes: Uint8Array): T;
  /**
   * Appends the encoded message to what the writer has. What it throws does not name the field:
   * {@link encodeFailure} finds it.
   */
  encodeTo(message: I, writer: Writer): void;
  /**
   * Decodes from the reader's position to `end`, where the reader stands afterwards.
   * @param into a message that the fields are added to, by the rules for merging
   */
  decodeFrom(reader: Reader, end: number, into?: T): T;
}

/** Messages up to this size share memory: 20 times faster to get than memory of their own. */
const SHARED_LIMIT = 4096;
/** Size of such memory. All of it lives as long as one message in it does. */
const SHARED_MEMORY = 16 * 1024;
/** Larger memory than this is not kept when it was needed once. */
const KEPT_MEMORY = 64 * 1024;

let spare: Writer | undefined;

class GeneratedMessageType<T, I> implements MessageType<T, I> {
  readonly typeName: string;
  readonly file: FileSource;
  readonly create: (init?: I) => T;
  readonly encodeTo: (message: I, writer: Writer) => void;
  readonly decodeFrom: (reader: Reader, end: number, into?: T) => T;
  readonly defaults: object | undefined;

  constructor(
    typeName: string,
    file: FileSource,
    create: (init?: I) => T,
    encodeTo: (message: I, writer: Writer) => void,
    decodeFrom: (reader: Reader, end: number, into?: T) => T,
    defaults: object | undefined,
  ) {
    this.typeName = typeName;
    this.file = file;
    this.create = create;
    this.encodeTo = encodeTo;
    this.decodeFrom = decodeFrom;
    this.defaults = defaults;
  }

  encode(message: I): Uint8Array {
    // Taken for the time of the call, so that a getter in `message` may encode, too.
    const writer = spare ?? new Writer(new Uint8Array(SHARED_MEMORY));
    spare = undefined;
    const start = writer.position;
    try {
      this.encodeTo(message, writer);
      if (writer.position === start || typeof message !== "object" || Array.isArray(message)) {
        checkEmptyMessage(this, message);
      }
    } catch (error) {
      throw encodeFailure(this, message, error);
    }
    const size = writer.position - start;
    const memory = writer.bytes;
    let encoded: Uint8Array;
    if (size > SHARED_LIMIT) {
      encoded = memory.slice(start, start + size);
      writer.position = start;
    } else {
      encoded = new Uint8Array(memory.buffer, start, size);
      if (writer.position + size > SHARED_MEMORY) {
        // The next one would most likely not fit. Memory with messages in it is left to them.
        writer.bytes = new Uint8Array(SHARED_MEMORY);
        writer.position = 0;
      }
    }
    if (writer.bytes.length <= KEPT_MEMORY) spare = writer;
    return encoded;
  }

  decode(bytes: Uint8Array): T {
    const decodeFrom = this.decodeFrom;
    try {
      return decodeFrom(new Reader(bytes, 0), bytes.length);
    } catch (error) {
      throw error instanceof DecodeError ? error.within(this.typeName) : error;
    }
  }
}

/**
 * For generated code: the codec object of a message type.
 * @param file gives the file that it is declared in
 * @param defaults what the contract declares fields to mean that are absent (proto2)
 */
export function messageType<T>(
  typeName: string,
  file: FileSource,
  create: (init?: MessageInit<T>) => T,
  encodeTo: (message: MessageInit<T>, writer: Writer) => void,
  decodeFrom: (reader: Reader, end: number, into?: T) => T,
): MessageType<T>;
/** For generated code: a message type that knows declared defaults. */
export function messageType<T, D extends object>(
  typeName: string,
  file: FileSource,
  create: (init?: MessageInit<T>) => T,
  encodeTo: (message: MessageInit<T>, writer: Writer) => void,
  decodeFrom: (reader: Reader, end: number, into?: T) => T,
  defaults: D,
): MessageType<T> & { readonly defaults: D };
export function messageType<T>(
  typeName: string,
  file: FileSource,
  create: (init?: MessageInit<T>) => T,
  encodeTo: (message: MessageInit<T>, writer: Writer) => void,
  decodeFrom: (reader: Reader, end: number, into?: T) => T,
  defaults?: object,
): MessageType<T> {
  return new GeneratedMessageType(typeName, file, create, encodeTo, decodeFrom, defaults);
}

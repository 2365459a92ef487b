// The codec object of a message type: what `Order` is in `Order.encode(order)`.

import type { FileDescriptor, MessageDescriptor } from "../descriptor/descriptor.ts";
import { Reader } from "../wire/reader.ts";
import { DecodeError } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";
import type { MessageInit } from "./message-init.ts";

/**
 * Encodes and decodes messages of one type. `T` is what is decoded: a plain object
 * with all fields in place. `I` is what may be encoded: a literal with some.
 */
export interface MessageType<T, I = MessageInit<T>> {
  /** "shop.v1.Order" */
  readonly typeName: string;
  /** What the contract says of it. Decoded and linked when first read. */
  readonly descriptor: MessageDescriptor;
  /** A message with what is given, and defaults elsewhere. Lists, maps and messages are copied. */
  create(init?: I): T;
  /**
   * The encoded message, in memory of its own.
   * @throws EncodeError for a value that its field's type cannot hold
   */
  encode(message: I): Uint8Array;
  /**
   * The message in these bytes. Nothing in it refers to them.
   * @throws DecodeError for bytes that are no such message
   */
  decode(bytes: Uint8Array): T;
  /** Appends the encoded message to what the writer has. */
  encodeTo(message: I, writer: Writer): void;
  /**
   * Decodes from the reader's position to `end`, where the reader stands afterwards.
   * @param into a message that the fields are added to, by the rules for merging
   */
  decodeFrom(reader: Reader, end: number, into?: T): T;
}

/** Up to this many bytes, the memory that messages are encoded in is kept for the next one. */
const KEPT_MEMORY = 64 * 1024;

let spare: Writer | undefined;

class GeneratedMessageType<T, I> implements MessageType<T, I> {
  readonly typeName: string;
  readonly create: (init?: I) => T;
  readonly encodeTo: (message: I, writer: Writer) => void;
  readonly decodeFrom: (reader: Reader, end: number, into?: T) => T;
  private readonly file: () => FileDescriptor;

  constructor(
    typeName: string,
    file: () => FileDescriptor,
    create: (init?: I) => T,
    encodeTo: (message: I, writer: Writer) => void,
    decodeFrom: (reader: Reader, end: number, into?: T) => T,
  ) {
    this.typeName = typeName;
    this.create = create;
    this.encodeTo = encodeTo;
    this.decodeFrom = decodeFrom;
    this.file = file;
  }

  get descriptor(): MessageDescriptor {
    return findMessage(this.file().messages, this.typeName);
  }

  encode(message: I): Uint8Array {
    // Taken for the time of the call, so that a getter in `message` may encode, too.
    const writer = spare ?? new Writer();
    spare = undefined;
    writer.position = 0;
    this.encodeTo(message, writer);
    const encoded = writer.bytes.slice(0, writer.position);
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

function findMessage(messages: readonly MessageDescriptor[], typeName: string): MessageDescriptor {
  for (const message of messages) {
    if (message.typeName === typeName) return message;
    if (typeName.startsWith(`${message.typeName}.`)) {
      return findMessage(message.nestedMessages, typeName);
    }
  }
  throw new Error(`the descriptor embedded in generated code has no message ${typeName}`);
}

/**
 * For generated code: the codec object of a message type.
 * @param file reads the descriptor of the file that it is declared in
 */
export function messageType<T, I = MessageInit<T>>(
  typeName: string,
  file: () => FileDescriptor,
  create: (init?: I) => T,
  encodeTo: (message: I, writer: Writer) => void,
  decodeFrom: (reader: Reader, end: number, into?: T) => T,
): MessageType<T, I> {
  return new GeneratedMessageType(typeName, file, create, encodeTo, decodeFrom);
}

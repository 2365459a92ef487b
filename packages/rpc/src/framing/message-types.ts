import type { Reader, Writer } from "@tramline/protobuf/wire";

/** The part of a message type that receiving needs. */
export interface DecodableType<T> {
  /** The full name of the message type, for errors. */
  readonly typeName: string;
  /** Decodes the message that ends at `end` of the reader's bytes. Throws when it is malformed. */
  decodeFrom(reader: Reader, end: number): T;
}

/** The part of a message type that sending needs. */
export interface EncodableType<I> {
  /** The full name of the message type, for errors. */
  readonly typeName: string;
  /** Makes a message with all its properties, to check the names in others. */
  create?(): unknown;
  /** Encodes a message into an array of its own. Throws when a value does not fit its field. */
  encode(message: I): Uint8Array;
  /** Appends the encoded message to the writer. Throws when a value does not fit its field. */
  encodeTo(message: I, writer: Writer): void;
}

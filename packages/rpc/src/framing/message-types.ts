import type { Reader, Writer } from "@tramline/protobuf/wire";

/** The part of a message type that receiving needs. */
export interface DecodableType<T> {
  readonly typeName: string;
  decodeFrom(reader: Reader, end: number): T;
}

/** The part of a message type that sending needs. */
export interface EncodableType<I> {
  readonly typeName: string;
  create?(): unknown;
  encode(message: I): Uint8Array;
  encodeTo(message: I, writer: Writer): void;
}

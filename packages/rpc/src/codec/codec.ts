import type { MessageType } from "@tramline/protobuf";

/** A message type of a contract, of whatever messages. */
export type AnyMessageType = MessageType<unknown, never>;

/**
 * An encoding of messages: how those of a call become bytes and back. A value that servers and channels
 * are given. The name travels in the content type of a call, `application/grpc+NAME`, so that both
 * sides use the same one.
 *
 * ```ts
 * const msgpack: Codec = {
 *   name: "msgpack",
 *   encode: (message) => pack(message),
 *   decode: (bytes) => unpack(bytes),
 * };
 * ```
 */
export interface Codec {
  /** Lower-case letters, digits, `_`, `-`, and `.`, such as "json". "proto" replaces protobuf. */
  readonly name: string;
  /**
   * Encodes a message. What it throws ends the call with INTERNAL.
   *
   * @param message as the sender gave it: fields may be missing
   * @param type its type in the contract
   */
  encode(message: unknown, type: AnyMessageType): Uint8Array;
  /**
   * Decodes a message. What it throws ends the call: with INTERNAL, or with the status of a StatusError.
   *
   * @param bytes the message alone; may be kept
   * @param type its type in the contract
   */
  decode(bytes: Uint8Array, type: AnyMessageType): unknown;
}

/** Protocol Buffers' binary encoding: the default, which needs not be given. */
export const protobufCodec: Codec = Object.freeze({
  name: "proto",
  encode: (message: unknown, type: AnyMessageType) => type.encode(message as never),
  decode: (bytes: Uint8Array, type: AnyMessageType) => type.decode(bytes),
});

/**
 * Returns a codec for programs that pass messages on without looking into them: a message is the
 * Uint8Array of its encoding, whatever the contract says.
 *
 * @param name the name of the encoding that the bytes have. Default: "proto"
 */
export function bytesCodec(name = "proto"): Codec {
  return {
    name,
    encode(message) {
      if (message instanceof Uint8Array) return message;
      throw new TypeError("expected the encoded message as a Uint8Array");
    },
    decode: (bytes) => bytes,
  };
}

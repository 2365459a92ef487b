import type { MessageType } from "../message/message-type.ts";
import { putVarint, varintSize } from "../wire/put.ts";

/**
 * An encoded message behind its length as varint: so many messages can follow each other in a file or
 * on a socket. Java calls it writeDelimitedTo, C++ SerializeDelimitedToZeroCopyStream.
 *
 * @throws EncodeError for a value that its field's type cannot hold
 */
export function encodeDelimited<T, I>(type: MessageType<T, I>, message: I): Uint8Array {
  const encoded = type.encode(message);
  const prefix = varintSize(encoded.length);
  const bytes = new Uint8Array(prefix + encoded.length);
  putVarint(bytes, 0, encoded.length);
  bytes.set(encoded, prefix);
  return bytes;
}

import type { MessageType } from "../message/message-type.ts";
import { type DelimitedOptions, MessageSplitter } from "./message-splitter.ts";

/**
 * The messages that {@link encodeDelimited} and its like in other languages have written one after
 * another. Each is decoded when the iterator reaches it.
 *
 * @param chunks all bytes, or parts of them, cut anywhere
 * @throws DecodeError from the iterator, for a message that cannot be decoded, is larger than
 *   `maxMessageBytes`, or is cut off by the end
 */
export function* decodeDelimited<T>(
  type: MessageType<T, never>,
  chunks: Uint8Array | Iterable<Uint8Array>,
  options: DelimitedOptions = {},
): Generator<T, undefined, undefined> {
  const splitter = new MessageSplitter(options);
  for (const chunk of chunks instanceof Uint8Array ? [chunks] : chunks) {
    splitter.push(chunk);
    for (let bytes = splitter.next(); bytes !== undefined; bytes = splitter.next()) {
      yield type.decode(bytes);
    }
  }
  splitter.finish();
  return undefined;
}

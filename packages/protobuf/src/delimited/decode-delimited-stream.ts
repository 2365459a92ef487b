import type { MessageType } from "../message/message-type.ts";
import { type DelimitedOptions, MessageSplitter } from "./message-splitter.ts";

/**
 * {@link decodeDelimited} of chunks that arrive over time: from a file, a socket, the body of a
 * response. The next chunk is requested when the messages in the last one have been taken; leaving the
 * loop ends the source.
 *
 * @throws DecodeError from the iterator, for a message that cannot be decoded, is larger than
 *   `maxMessageBytes`, or is cut off by the end
 */
export async function* decodeDelimitedStream<T>(
  type: MessageType<T, never>,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: DelimitedOptions = {},
): AsyncGenerator<T, undefined, undefined> {
  const splitter = new MessageSplitter(options);
  for await (const chunk of chunks) {
    splitter.push(chunk);
    for (let bytes = splitter.next(); bytes !== undefined; bytes = splitter.next()) {
      yield type.decode(bytes);
    }
  }
  splitter.finish();
  return undefined;
}

/**
 * How connectconformance and the programs it judges talk: messages over standard input and output, each
 * behind its length in four bytes, most significant first.
 */

/**
 * Cuts what comes in into messages.
 *
 * @throws Error when the input ends within a message
 */
export async function* readDelimited(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  let pending = Buffer.alloc(0);
  for await (const chunk of input) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4) {
      const end = 4 + pending.readUInt32BE(0);
      if (pending.length < end) break;
      yield pending.subarray(4, end);
      pending = pending.subarray(end);
    }
  }
  if (pending.length > 0) throw new Error("the input ended within a message");
}

/** A message behind its length. */
export function delimit(message: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4 + message.length);
  bytes.writeUInt32BE(message.length, 0);
  bytes.set(message, 4);
  return bytes;
}

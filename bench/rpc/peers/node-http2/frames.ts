/** gRPC's five bytes before a message, without compression. */
export function prefixed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

/** Counts the messages in a stream of chunks without decoding them. */
export class MessageCounter {
  private readonly prefix = new Uint8Array(5);
  private prefixed = 0;
  private missing = 0;

  /** How many messages end in this chunk. */
  push(chunk: Uint8Array): number {
    let ended = 0;
    let position = 0;
    while (position < chunk.length) {
      if (this.missing > 0) {
        const taken = Math.min(this.missing, chunk.length - position);
        this.missing -= taken;
        position += taken;
        if (this.missing === 0) ended++;
        continue;
      }
      this.prefix[this.prefixed++] = chunk[position++] ?? 0;
      if (this.prefixed < 5) continue;
      this.prefixed = 0;
      const [, a = 0, b = 0, c = 0, d = 0] = this.prefix;
      this.missing = a * 0x1000000 + ((b << 16) | (c << 8) | d);
      if (this.missing === 0) ended++;
    }
    return ended;
  }
}

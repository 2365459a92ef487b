import { type Compressor, gzip } from "tramline";

/** Field 15, varint 1: a field that no message of the contract has. */
const mark = Uint8Array.of(0x78, 0x01);

/**
 * gzip whose inflated messages end in a field that the contract does not know, so that each message
 * says for itself whether it came compressed: see cameCompressed.
 */
export const markedGzip: Compressor = {
  name: gzip.name,
  compress: (bytes) => gzip.compress(bytes),
  async decompress(bytes, maxBytes) {
    const message = await gzip.decompress(bytes, maxBytes);
    const marked = new Uint8Array(message.length + mark.length);
    marked.set(message);
    marked.set(mark, message.length);
    return marked;
  },
};

/** Whether a received message had its compressed flag set. */
export function cameCompressed(message: { readonly $unknown?: Uint8Array | undefined }): boolean {
  return message.$unknown !== undefined;
}

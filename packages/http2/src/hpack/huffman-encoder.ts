import { codeLengths, codes } from "./huffman-code.ts";

/** Length in bytes of `text` (latin1) when Huffman coded. */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits += codeLengths[text.charCodeAt(i) & 0xff]!;
  return (bits + 7) >>> 3;
}

/**
 * Writes `text` (latin1) Huffman coded at `position`, padded with ones to a whole byte, and returns
 * the position behind it. {@link huffmanLength} says how much room that takes.
 * @see https://www.rfc-editor.org/rfc/rfc7541#section-5.2
 */
export function writeHuffman(bytes: Uint8Array, position: number, text: string): number {
  let pending = 0; // its last `count` bits, fewer than eight, are still to be written
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const symbol = text.charCodeAt(i) & 0xff;
    let code = codes[symbol]!;
    let length = codeLengths[symbol]!;
    if (length > 24) {
      // Seven pending bits and up to thirty of the code do not fit in 32: the upper part first.
      length -= 16;
      pending = (pending << length) | (code >>> 16);
      count += length;
      while (count >= 8) {
        count -= 8;
        bytes[position++] = pending >>> count;
      }
      code &= 0xffff;
      length = 16;
    }
    pending = (pending << length) | code;
    count += length;
    while (count >= 8) {
      count -= 8;
      bytes[position++] = pending >>> count;
    }
  }
  if (count > 0) bytes[position++] = (pending << (8 - count)) | (0xff >>> count);
  return position;
}

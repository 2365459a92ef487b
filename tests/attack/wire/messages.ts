/** gRPC messages with their prefix, as the attacks send them. */
import { gzipSync } from "node:zlib";

/** Prefixes a message: the compressed flag and the length in four bytes. */
export function prefixed(message: Uint8Array, compressed = false): Buffer {
  const bytes = Buffer.alloc(5 + message.length);
  bytes[0] = compressed ? 1 : 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, 5);
  return bytes;
}

/** Returns a Chunk of `size` bytes, encoded. */
export function chunk(size: number): Buffer {
  const length: number[] = [];
  let rest = size;
  while (rest >= 128) {
    length.push((rest & 127) | 128);
    rest >>>= 7;
  }
  length.push(rest);
  return Buffer.concat([Buffer.from([0x0a, ...length]), Buffer.alloc(size)]);
}

/** The smallest message: five bytes with its prefix. */
export const emptyMessage = prefixed(new Uint8Array(0));

/** A Chunk of nearly `size` zero bytes, compressed by gzip; 4 MiB take about 4 KiB. */
export function gzipBomb(size: number): Buffer {
  return prefixed(gzipSync(chunk(size), { level: 9 }), true);
}

/** A message that only has fields that the contract does not know: varint 1 of field 1,000, again and again. */
export function unknownFields(size: number): Buffer {
  const one = Buffer.from([0xc0, 0x3e, 0x01]);
  return prefixed(Buffer.alloc(size - (size % one.length), one));
}

// Replaces varint.ts in browsers (package.json, `browser`): the same results and errors, by loops.

import { lengthTooLarge, tagTooLarge, truncatedVarint, varintTooLong } from "./decode-failures.ts";
import { HIGH, halves, LOW } from "./scratch.ts";

/** See varint.ts. */
export function skipVarint(bytes: Uint8Array, position: number): number {
  return stepOver(bytes, position, position, 10);
}

/** See varint.ts. */
export function skipVarintRest(bytes: Uint8Array, position: number): number {
  return stepOver(bytes, position - 5, position, 5);
}

function stepOver(bytes: Uint8Array, start: number, from: number, count: number): number {
  for (let i = from; i < from + count; i++) {
    const byte = bytes[i];
    if (byte === undefined) throw truncatedVarint(start);
    if (byte < 128) return i + 1;
  }
  throw varintTooLong(start);
}

/** See varint.ts. */
export function readVarint64(bytes: Uint8Array, start: number): number {
  const end = stepOver(bytes, start, start, 10);
  let low = 0;
  let high = 0;
  // The last bits first: each step moves both halves up by seven bits.
  for (let i = end - 1; i >= start; i--) {
    high = (high << 7) | (low >>> 25);
    low = (low << 7) | ((bytes[i] as number) & 127);
  }
  halves[LOW] = low;
  halves[HIGH] = high;
  return end;
}

/** See varint.ts. */
export function tagAt(bytes: Uint8Array, position: number): number {
  const tag = fiveBytesAt(bytes, position);
  if (tag > 0xffffffff) throw tagTooLarge(position);
  return tag;
}

/** See varint.ts. */
export function lengthAt(bytes: Uint8Array, position: number): number {
  const length = fiveBytesAt(bytes, position);
  if (length > 0x7fffffff) throw lengthTooLarge(position);
  return length;
}

/** A varint of at most five bytes; Infinity if there are more. */
function fiveBytesAt(bytes: Uint8Array, position: number): number {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[position + i];
    if (byte === undefined) throw truncatedVarint(position);
    value += (byte & 127) * 128 ** i;
    if (byte < 128) return value;
  }
  return Number.POSITIVE_INFINITY;
}

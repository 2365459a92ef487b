// Varints by their position, for whoever cannot take the quick paths of Reader: long ones,
// and those that are only stepped over.

import { lengthTooLarge, tagTooLarge, truncatedVarint, varintTooLong } from "./decode-failures.ts";
import { HIGH, halves, LOW } from "./scratch.ts";

/** Steps over a varint and returns the position behind it. */
export function skipVarint(bytes: Uint8Array, position: number): number {
  for (let i = position; i < position + 10; i++) {
    const byte = bytes[i];
    if (byte === undefined) throw truncatedVarint(position);
    if (byte < 128) return i + 1;
  }
  throw varintTooLong(position);
}

/** The same from the sixth of its bytes on, which is at `position`. */
export function skipVarintRest(bytes: Uint8Array, position: number): number {
  for (let i = position; i < position + 5; i++) {
    const byte = bytes[i];
    if (byte === undefined) throw truncatedVarint(position - 5);
    if (byte < 128) return i + 1;
  }
  throw varintTooLong(position - 5);
}

/** Reads up to ten bytes into the scratch memory of 64-bit numbers and returns the position behind them. */
export function readVarint64(bytes: Uint8Array, start: number): number {
  let position = start;
  let byte = bytes[position++] as number;
  let low = byte & 127;
  let high = 0;
  done: {
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    low |= (byte & 127) << 7;
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    low |= (byte & 127) << 14;
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    low |= (byte & 127) << 21;
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    low |= byte << 28;
    high = (byte & 127) >>> 4;
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    high |= (byte & 127) << 3;
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    high |= (byte & 127) << 10;
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    high |= (byte & 127) << 17;
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    high |= (byte & 127) << 24;
    if (byte < 128) break done;
    byte = bytes[position++] as number;
    high |= byte << 31;
    if (byte < 128) break done;
    // Also where the input ended before: undefined is not less than 128.
    throw position > bytes.length ? truncatedVarint(start) : varintTooLong(start);
  }
  halves[LOW] = low;
  halves[HIGH] = high;
  return position;
}

/** The tag that begins at `position`: at most 32 bits in five bytes. */
export function tagAt(bytes: Uint8Array, position: number): number {
  const tag = fiveBytesAt(bytes, position);
  if (tag > 0xffffffff) throw tagTooLarge(position);
  return tag;
}

/** The length that begins at `position`: below 2 GiB, in at most five bytes. */
export function lengthAt(bytes: Uint8Array, position: number): number {
  const length = fiveBytesAt(bytes, position);
  if (length > 0x7fffffff) throw lengthTooLarge(position);
  return length;
}

/** A varint of at most five bytes; Infinity if there are more. */
function fiveBytesAt(bytes: Uint8Array, position: number): number {
  let value = 0;
  let unit = 1;
  for (let i = position; i < position + 5; i++) {
    const byte = bytes[i];
    if (byte === undefined) throw truncatedVarint(position);
    value += (byte & 127) * unit;
    if (byte < 128) return value;
    unit *= 128;
  }
  return Number.POSITIVE_INFINITY;
}

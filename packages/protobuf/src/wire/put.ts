// The bytes of numbers and lengths, put into memory that has room for them.

/** Writes an unsigned 32-bit integer as varint and returns the position behind it. */
export function putVarint(bytes: Uint8Array, position: number, value: number): number {
  while (value > 127) {
    bytes[position++] = (value & 127) | 128;
    value >>>= 7;
  }
  bytes[position++] = value;
  return position;
}

/** Writes a 64-bit integer, given as two halves, as varint and returns the position behind it. */
export function putHalves(bytes: Uint8Array, position: number, low: number, high: number): number {
  low >>>= 0;
  high >>>= 0;
  if (high === 0) return putVarint(bytes, position, low);
  bytes[position++] = (low & 127) | 128;
  bytes[position++] = ((low >>> 7) & 127) | 128;
  bytes[position++] = ((low >>> 14) & 127) | 128;
  bytes[position++] = ((low >>> 21) & 127) | 128;
  const middle = (low >>> 28) | ((high & 7) << 4);
  high >>>= 3;
  if (high === 0) {
    bytes[position++] = middle;
    return position;
  }
  bytes[position++] = middle | 128;
  return putVarint(bytes, position, high);
}

/** Writes the low 32 bits of a number, little-endian. */
export function putFixed32(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value;
  bytes[position + 1] = value >>> 8;
  bytes[position + 2] = value >>> 16;
  bytes[position + 3] = value >>> 24;
}

/** Number of bytes of an unsigned 32-bit integer as varint. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/**
 * Writes at `before` the length of what lies from `start` to `end`, and moves
 * that if the length takes more or less room than was left; there are five bytes
 * to spare behind `end`. Returns the position behind all of it.
 */
export function putLength(bytes: Uint8Array, before: number, start: number, end: number): number {
  const length = end - start;
  const size = varintSize(length);
  if (before + size !== start) bytes.copyWithin(before + size, start, end);
  putVarint(bytes, before, length);
  return before + size + length;
}

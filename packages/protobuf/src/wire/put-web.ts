// Replaces put.ts in browsers (package.json, `browser`): the same bytes, by loops.

/** See put.ts. */
export function putVarint(bytes: Uint8Array, position: number, value: number): number {
  return putHalves(bytes, position, value, 0);
}

/** See put.ts. */
export function putHalves(bytes: Uint8Array, position: number, low: number, high: number): number {
  low >>>= 0;
  high >>>= 0;
  while (high > 0 || low > 127) {
    bytes[position++] = low | 128;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  bytes[position++] = low;
  return position;
}

/** See put.ts. */
export function putFixed32(bytes: Uint8Array, position: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[position + i] = value >>> (8 * i);
}

/** See put.ts. */
export function varintSize(value: number): number {
  return Math.ceil((32 - Math.clz32(value | 1)) / 7);
}

/** See put.ts. */
export function putLength(bytes: Uint8Array, before: number, start: number, end: number): number {
  const length = end - start;
  const to = before + varintSize(length);
  bytes.copyWithin(to, start, end);
  putVarint(bytes, before, length);
  return to + length;
}

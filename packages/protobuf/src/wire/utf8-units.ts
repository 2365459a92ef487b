// UTF-8 to UTF-16 by a loop, into memory that a string is made of afterwards.
// RFC 3629 section 4 has the grammar; the table of well-formed sequences is table 3-7
// of the Unicode Standard.

/** The longest input of {@link decodeUnits}, in bytes. */
export const UNITS_LIMIT = 16 * 1024;

/** Bytes of ASCII in a row after which as many more are expected. */
const LONG_RUN = 64;

/** The UTF-16 units that {@link decodeUnits} decoded. */
export const units: Uint16Array = new Uint16Array(UNITS_LIMIT);

/**
 * Decodes the bytes from `start` to `end` into {@link units} and returns the number of units,
 * or -1 if the bytes are not UTF-8.
 */
export function decodeUnits(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  let i = start;
  while (i < end) {
    const byte = bytes[i++] as number;
    if (byte < 0x80) {
      units[count++] = byte;
      // Where one is ASCII, the next mostly are: four at a time, then all of a long run at once.
      const long = i + LONG_RUN;
      while (i + 4 <= end) {
        const a = bytes[i] as number;
        const b = bytes[i + 1] as number;
        const c = bytes[i + 2] as number;
        const d = bytes[i + 3] as number;
        if ((a | b | c | d) > 127) break;
        units[count] = a;
        units[count + 1] = b;
        units[count + 2] = c;
        units[count + 3] = d;
        i += 4;
        count += 4;
        if (i >= long && end - i >= LONG_RUN) {
          const stop = asciiRunEnd(bytes, i, end);
          units.set(bytes.subarray(i, stop), count);
          count += stop - i;
          i = stop;
          break;
        }
      }
    } else if (byte < 0xe0) {
      // Two bytes; 0xc0 and 0xc1 would be an overlong form of ASCII.
      if (byte < 0xc2 || i >= end) return -1;
      const second = bytes[i++] as number;
      if ((second & 0xc0) !== 0x80) return -1;
      units[count++] = ((byte & 0x1f) << 6) | (second & 0x3f);
    } else if (byte < 0xf0) {
      if (i + 1 >= end) return -1;
      const second = bytes[i++] as number;
      const third = bytes[i++] as number;
      if ((second & 0xc0) !== 0x80 || (third & 0xc0) !== 0x80) return -1;
      const unit = ((byte & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
      // Neither overlong nor half of a surrogate pair.
      if (unit < 0x800 || (unit & 0xf800) === 0xd800) return -1;
      units[count++] = unit;
    } else {
      if (i + 2 >= end) return -1;
      const second = bytes[i++] as number;
      const third = bytes[i++] as number;
      const fourth = bytes[i++] as number;
      if ((second & 0xc0) !== 0x80 || (third & 0xc0) !== 0x80 || (fourth & 0xc0) !== 0x80) {
        return -1;
      }
      const point =
        ((byte & 0x07) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f);
      if (byte > 0xf4 || point < 0x10000 || point > 0x10ffff) return -1;
      units[count++] = 0xd800 | ((point - 0x10000) >> 10);
      units[count++] = 0xdc00 | (point & 0x3ff);
    }
  }
  return count;
}

/** How far all is ASCII from `start` on, to sixteen bytes; looks at four words at a time. */
function asciiRunEnd(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  // Words lie at multiples of four in memory.
  while ((bytes.byteOffset + i) % 4 !== 0) {
    if ((bytes[i] as number) > 127) return i;
    i++;
  }
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + i, (end - i) >> 2);
  const last = words.length - 4;
  let w = 0;
  while (w <= last) {
    const four =
      (words[w] as number) |
      (words[w + 1] as number) |
      (words[w + 2] as number) |
      (words[w + 3] as number);
    if ((four & 0x80808080) !== 0) break;
    w += 4;
  }
  return i + w * 4;
}

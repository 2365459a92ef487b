// UTF-16 to UTF-8 by a loop, for short text.

/** Writes text from its unit `i` on as UTF-8 and returns the position behind it. */
export function putUtf8(bytes: Uint8Array, position: number, text: string, i: number): number {
  const length = text.length;
  while (i < length) {
    let unit = text.charCodeAt(i++);
    if (unit < 0x80) {
      bytes[position++] = unit;
    } else if (unit < 0x800) {
      bytes[position++] = 0xc0 | (unit >> 6);
      bytes[position++] = 0x80 | (unit & 63);
    } else {
      if ((unit & 0xf800) === 0xd800) {
        const next = i < length ? text.charCodeAt(i) : 0;
        if (unit < 0xdc00 && (next & 0xfc00) === 0xdc00) {
          i++;
          const point = 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff);
          bytes[position++] = 0xf0 | (point >> 18);
          bytes[position++] = 0x80 | ((point >> 12) & 63);
          bytes[position++] = 0x80 | ((point >> 6) & 63);
          bytes[position++] = 0x80 | (point & 63);
          continue;
        }
        unit = 0xfffd;
      }
      bytes[position++] = 0xe0 | (unit >> 12);
      bytes[position++] = 0x80 | ((unit >> 6) & 63);
      bytes[position++] = 0x80 | (unit & 63);
    }
  }
  return position;
}

/** Number of bytes of a text as UTF-8, a surrogate without its other half counted as U+FFFD. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    length++;
    if (unit < 0x800) continue;
    length++;
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(i + 1);
      // A pair is two units and four bytes, all counted now; NaN behind the end compares false.
      if (next >= 0xdc00 && next < 0xe000) i++;
    }
  }
  return length;
}

import { readShortAscii, SHORT_ASCII } from "./ascii.ts";
import { readUtf8Leniently } from "./utf8.ts";

/** Text out of bytes, short ASCII quickly; what is not UTF-8 becomes U+FFFD. */
export function readLenientText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT_ASCII) {
    const text = readShortAscii(bytes, start, end - start);
    if (text !== undefined) return text;
  }
  return readUtf8Leniently(bytes, start, end);
}

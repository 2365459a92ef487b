// Base64 (RFC 4648), both alphabets. Without Buffer, which browsers lack, and
// without atob, which is slow and throws on the URL-safe alphabet.

import { readUtf8 } from "../wire/utf8.ts";
import { base64Alphabet, base64Length, putBase64 } from "./base64-put.ts";

const values = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) values[base64Alphabet.charCodeAt(i)] = i;
values["-".charCodeAt(0)] = 62;
values["_".charCodeAt(0)] = 63;

/** Prints bytes in the standard alphabet, with padding. */
export function printBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(base64Length(bytes.length));
  return readUtf8(text, 0, putBase64(text, 0, bytes));
}

/** Parses standard or URL-safe base64, with or without padding; undefined for anything else. */
export function parseBase64(text: string): Uint8Array | undefined {
  let length = text.length;
  if (length % 4 === 0) {
    if (text.endsWith("==")) length -= 2;
    else if (text.endsWith("=")) length -= 1;
  }
  if (length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let position = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    const high = (valueAt(text, i) << 6) | valueAt(text, i + 1);
    const low = (valueAt(text, i + 2) << 6) | valueAt(text, i + 3);
    // Of a character that is none the value is negative, and so is what it is joined with.
    if ((high | low) < 0) return undefined;
    bytes[position++] = high >> 4;
    bytes[position++] = (high << 4) | (low >> 8);
    bytes[position++] = low;
  }
  if (i < length) {
    const third = i + 2 < length ? valueAt(text, i + 2) : 0;
    const high = (valueAt(text, i) << 6) | valueAt(text, i + 1);
    if ((high | third) < 0) return undefined;
    bytes[position++] = high >> 4;
    if (i + 2 < length) bytes[position++] = (high << 4) | (third >> 2);
  }
  return bytes;
}

function valueAt(text: string, index: number): number {
  return values[text.charCodeAt(index)] ?? -1;
}

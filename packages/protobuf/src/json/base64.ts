// Base64 (RFC 4648), both alphabets. Without Buffer, which browsers lack, and
// without atob, which is slow and throws on the URL-safe alphabet.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const codes = new Uint8Array(64);
const values = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) {
  codes[i] = alphabet.charCodeAt(i);
  values[alphabet.charCodeAt(i)] = i;
}
values["-".charCodeAt(0)] = 62;
values["_".charCodeAt(0)] = 63;

/** Characters that are made a string in one call; a multiple of 4. */
const CHUNK = 4096;

/** Prints bytes in the standard alphabet, with padding. */
export function printBase64(bytes: Uint8Array): string {
  const size = Math.ceil(bytes.length / 3) * 4;
  const chars = new Uint8Array(Math.min(size, CHUNK));
  let text = "";
  let position = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (byteAt(bytes, i) << 16) | (byteAt(bytes, i + 1) << 8) | byteAt(bytes, i + 2);
    chars[position++] = codeOf(group >> 18);
    chars[position++] = codeOf(group >> 12);
    chars[position++] = codeOf(group >> 6);
    chars[position++] = codeOf(group);
    if (position === CHUNK) {
      text += String.fromCharCode.apply(null, chars as unknown as number[]);
      position = 0;
    }
  }
  text += String.fromCharCode.apply(null, chars.subarray(0, position) as unknown as number[]);
  const missing = size - Math.ceil((bytes.length * 4) / 3);
  return missing === 0 ? text : text.slice(0, -missing) + "==".slice(0, missing);
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

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function codeOf(group: number): number {
  return codes[group & 63] ?? 0;
}

function valueAt(text: string, index: number): number {
  return values[text.charCodeAt(index)] ?? -1;
}

// Base64 (RFC 4648), both alphabets. Without Buffer, which browsers lack, and
// without atob, which is slow and throws on the URL-safe alphabet.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const values = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
values["-".charCodeAt(0)] = 62;
values["_".charCodeAt(0)] = 63;

/** Prints bytes in the standard alphabet, with padding. */
export function printBase64(bytes: Uint8Array): string {
  let text = "";
  let i = 0;
  for (; i + 2 < bytes.length; i += 3) {
    const group = (byteAt(bytes, i) << 16) | (byteAt(bytes, i + 1) << 8) | byteAt(bytes, i + 2);
    text += digit(group >> 18) + digit(group >> 12) + digit(group >> 6) + digit(group);
  }
  if (i + 1 === bytes.length) {
    const group = byteAt(bytes, i) << 16;
    text += `${digit(group >> 18)}${digit(group >> 12)}==`;
  } else if (i + 2 === bytes.length) {
    const group = (byteAt(bytes, i) << 16) | (byteAt(bytes, i + 1) << 8);
    text += `${digit(group >> 18)}${digit(group >> 12)}${digit(group >> 6)}=`;
  }
  return text;
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
  let bits = 0;
  let group = 0;
  for (let i = 0; i < length; i++) {
    const value = values[text.charCodeAt(i)] ?? -1;
    if (value < 0) return undefined;
    group = (group << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[position++] = group >> bits;
      group &= (1 << bits) - 1;
    }
  }
  return bytes;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function digit(group: number): string {
  return alphabet.charAt(group & 63);
}

// Base64 (RFC 4648, section 4), written where text is made.

/** The standard alphabet. */
export const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const codes = new Uint8Array(64);
for (let i = 0; i < 64; i++) codes[i] = base64Alphabet.charCodeAt(i);

const PAD = 0x3d;

/** How many characters so many bytes are in base64, padding included. */
export function base64Length(byteCount: number): number {
  return Math.ceil(byteCount / 3) * 4;
}

/** Writes bytes as base64 with padding, and returns the position behind it. The caller has made room. */
export function putBase64(target: Uint8Array, start: number, bytes: Uint8Array): number {
  const { length } = bytes;
  const whole = length - (length % 3);
  let position = start;
  let i = 0;
  for (; i < whole; i += 3) {
    const group =
      ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    target[position] = codes[group >> 18] as number;
    target[position + 1] = codes[(group >> 12) & 63] as number;
    target[position + 2] = codes[(group >> 6) & 63] as number;
    target[position + 3] = codes[group & 63] as number;
    position += 4;
  }
  if (i === length) return position;
  const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8);
  target[position] = codes[group >> 18] as number;
  target[position + 1] = codes[(group >> 12) & 63] as number;
  target[position + 2] = i + 1 < length ? (codes[(group >> 6) & 63] as number) : PAD;
  target[position + 3] = PAD;
  return position + 4;
}

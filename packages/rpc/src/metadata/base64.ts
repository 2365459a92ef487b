/**
 * Base64 (RFC 4648 section 4) as gRPC uses it for values of `-bin` metadata: written without
 * padding, read with or without it.
 */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const padding = 0x3d;

const digitValues: Int8Array = /*@__PURE__*/ createDigitValues();

function createDigitValues(): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

/** Encodes bytes as base64 without padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  const whole = bytes.length - (bytes.length % 3);
  for (let i = 0; i < whole; i += 3) {
    const group = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    text +=
      alphabet[group >> 18]! +
      alphabet[(group >> 12) & 63]! +
      alphabet[(group >> 6) & 63]! +
      alphabet[group & 63]!;
  }
  const rest = bytes.length - whole;
  if (rest === 1) {
    const group = bytes[whole]!;
    text += alphabet[group >> 2]! + alphabet[(group & 3) << 4]!;
  } else if (rest === 2) {
    const group = (bytes[whole]! << 8) | bytes[whole + 1]!;
    text += alphabet[group >> 10]! + alphabet[(group >> 4) & 63]! + alphabet[(group & 15) << 2]!;
  }
  return text;
}

/**
 * Decodes base64 with or without padding. Returns undefined for other text: a foreign
 * character, padding in the middle, or a single character left over. Bits beyond the last byte are
 * ignored, as other implementations do.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  let end = text.length;
  while (end > 0 && text.length - end < 2 && text.charCodeAt(end - 1) === padding) end--;
  if (end !== text.length && text.length % 4 !== 0) return undefined;
  if (end % 4 === 1) return undefined;
  const bytes = new Uint8Array((end * 3) >> 2);
  let position = 0;
  let held = 0;
  let heldBits = 0;
  for (let i = 0; i < end; i++) {
    const unit = text.charCodeAt(i);
    const value = unit < 128 ? digitValues[unit]! : -1;
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    heldBits += 6;
    if (heldBits >= 8) {
      heldBits -= 8;
      bytes[position++] = held >> heldBits;
    }
  }
  return bytes;
}

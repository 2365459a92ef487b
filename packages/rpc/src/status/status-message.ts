/**
 * The percent-encoding of `grpc-message`
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, Status-Message).
 */

const percent = 0x25;
const hexDigits = "0123456789ABCDEF";

function passesUnencoded(unit: number): boolean {
  return unit >= 0x20 && unit <= 0x7e && unit !== percent;
}

/** Field values begin and end with another character than a space (RFC 9113 section 8.2.1). */
function isOuterSpace(unit: number, at: number, last: number): boolean {
  return unit === 0x20 && (at === 0 || at === last);
}

/**
 * Encodes a status message as a header value: UTF-8 bytes outside 0x20–0x7E, `%`, and a space at
 * either end become `%XX`. Lone surrogates become U+FFFD, since they have no UTF-8.
 */
export function encodeStatusMessage(message: string): string {
  const last = message.length - 1;
  let at = 0;
  while (at <= last) {
    const unit = message.charCodeAt(at);
    if (!passesUnencoded(unit) || isOuterSpace(unit, at, last)) break;
    at++;
  }
  if (at > last) return message;
  const bytes = new TextEncoder().encode(message);
  let encoded = message.slice(0, at);
  // Everything before `at` is ASCII, so that character and byte offsets agree there.
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i]!;
    encoded +=
      passesUnencoded(byte) && !isOuterSpace(byte, i, bytes.length - 1)
        ? String.fromCharCode(byte)
        : `%${hexDigits[byte >> 4]}${hexDigits[byte & 15]}`;
  }
  return encoded;
}

function hexValue(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/**
 * Decodes a received `grpc-message`. Never fails, as a broken message must not hide the status it
 * belongs to: a `%` without two hex digits stands for itself, and bytes that are not UTF-8 become
 * U+FFFD. Characters above 0x7F, which peers should have encoded, are taken as bytes of UTF-8 when
 * they are below U+0100, else kept.
 */
export function decodeStatusMessage(value: string): string {
  let at = 0;
  while (at < value.length && passesUnencoded(value.charCodeAt(at))) at++;
  if (at === value.length) return value;
  const bytes = new Uint8Array(value.length);
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 0xff) return value;
    if (unit === percent && i + 2 < value.length) {
      const high = hexValue(value.charCodeAt(i + 1));
      const low = hexValue(value.charCodeAt(i + 2));
      if (high >= 0 && low >= 0) {
        bytes[length++] = (high << 4) | low;
        i += 2;
        continue;
      }
    }
    bytes[length++] = unit;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, length));
}

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

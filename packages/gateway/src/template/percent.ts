/** A text is decoded as bytes: HTTP has no characters. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes the percent-encoding of a part of a URL, whose other characters stand for one byte each.
 *
 * @param keepsSlashes leaves `%2F` as it is, for values of several path segments (google/api/http.proto)
 * @returns undefined for an escape that is malformed, or bytes that are not UTF-8
 */
export function decodePercent(text: string, keepsSlashes = false): string | undefined {
  if (!needsDecoding(text)) return text;
  const bytes = new Uint8Array(text.length);
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit !== 0x25) {
      bytes[size++] = unit;
      continue;
    }
    const byte = hexPair(text.charCodeAt(at + 1), text.charCodeAt(at + 2));
    if (byte < 0) return undefined;
    if (byte === 0x2f && keepsSlashes) {
      bytes[size++] = unit;
      continue;
    }
    bytes[size++] = byte;
    at += 2;
  }
  try {
    return decoder.decode(bytes.subarray(0, size));
  } catch {
    return undefined;
  }
}

function needsDecoding(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x25 || unit > 0x7f) return true;
  }
  return false;
}

function hexPair(high: number, low: number): number {
  const first = hexDigit(high);
  const second = hexDigit(low);
  return first < 0 || second < 0 ? -1 : first * 16 + second;
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

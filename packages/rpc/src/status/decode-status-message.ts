/**
 * Decoding of `grpc-message`
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, Status-Message).
 */

const percent = 0x25;

function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit <= 0x7e && unit !== percent;
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
  while (at < value.length && isPlain(value.charCodeAt(at))) at++;
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

// What browsers get instead of ascii.ts (package.json, `browser`): a tenth of its code. Of what a
// TextDecoder takes, four characters at a time take a third, up to this length.

/** See ascii.ts. */
export const SHORT_ASCII: number = 12;

/** See ascii.ts. */
export function readShortAscii(
  bytes: Uint8Array,
  position: number,
  length: number,
): string | undefined {
  const end = position + length;
  let text = "";
  let i = position;
  for (; i + 3 < end; i += 4) {
    const a = bytes[i] as number;
    const b = bytes[i + 1] as number;
    const c = bytes[i + 2] as number;
    const d = bytes[i + 3] as number;
    if ((a | b | c | d) > 127) return undefined;
    text += String.fromCharCode(a, b, c, d);
  }
  for (; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

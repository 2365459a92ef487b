import type { OutputBuffer } from "../output-buffer.ts";

/**
 * Appends an integer after the bits of `form` that are above `mask`; the output must have room for it.
 * @see https://www.rfc-editor.org/rfc/rfc7541#section-5.1
 */
export function writeInteger(out: OutputBuffer, form: number, mask: number, value: number): void {
  const bytes = out.bytes;
  if (value < mask) {
    bytes[out.position++] = form | value;
    return;
  }
  bytes[out.position++] = form | mask;
  let rest = value - mask;
  while (rest >= 0x80) {
    bytes[out.position++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[out.position++] = rest;
}

/**
 * Strings whose characters are single bytes, to and from bytes.
 *
 * Short ones in JavaScript; long ones through Buffer's native methods where there is a Buffer
 * (Node, Deno, Bun), whose crossing costs about 50 ns whatever the length.
 */

interface NativeLatin1 {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number;
}

const native = (globalThis as { Buffer?: { prototype: NativeLatin1 } }).Buffer?.prototype;
const latin1Slice = native?.latin1Slice;
const latin1Write = native?.latin1Write;

const chars = String.fromCharCode;
const longRead = 16;
const longWrite = 40;

/** Returns `bytes[start .. end)` as a string with one character per byte. */
export function readLatin1(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > longRead && latin1Slice !== undefined) return latin1Slice.call(bytes, start, end);
  let text = "";
  let i = start;
  for (; i + 8 <= end; i += 8) {
    text += chars(
      bytes[i]!,
      bytes[i + 1]!,
      bytes[i + 2]!,
      bytes[i + 3]!,
      bytes[i + 4]!,
      bytes[i + 5]!,
      bytes[i + 6]!,
      bytes[i + 7]!,
    );
  }
  if (i + 4 <= end) {
    text += chars(bytes[i]!, bytes[i + 1]!, bytes[i + 2]!, bytes[i + 3]!);
    i += 4;
  }
  if (i + 2 <= end) {
    text += chars(bytes[i]!, bytes[i + 1]!);
    i += 2;
  }
  if (i < end) text += chars(bytes[i]!);
  return text;
}

/**
 * Writes the characters of `text`, each below 256, as bytes at `position`; room for them must be
 * there. Of characters above, only the low eight bits are kept.
 */
export function writeLatin1(bytes: Uint8Array, position: number, text: string): void {
  const length = text.length;
  if (length > longWrite && latin1Write !== undefined) {
    latin1Write.call(bytes, text, position, length);
    return;
  }
  for (let i = 0; i < length; i++) bytes[position + i] = text.charCodeAt(i);
}

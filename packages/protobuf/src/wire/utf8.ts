// Text to UTF-8 and back, for text that is too long or too foreign for the
// loops in Writer and Reader. Where a Buffer exists, its methods are used: they
// are the quickest way into V8. They are looked up on globalThis, so that
// this file also runs where there is none. Browsers get utf8-web.ts instead.

import { invalidUtf8 } from "./decode-failures.ts";
import { decodeUnits, UNITS_LIMIT, units } from "./utf8-units.ts";
import { SHORT_UNITS, shortText } from "./utf16.ts";

interface BufferMethods {
  utf8Write(this: Uint8Array, text: string, offset: number): number;
  utf8Slice(this: Uint8Array, start: number, end: number): string;
  ucs2Slice(this: Uint8Array, start: number, end: number): string;
}

const buffer = bufferMethods();
const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
const unitBytes = new Uint8Array(units.buffer);

/** Buffer's methods, if they exist and work on a plain Uint8Array. */
function bufferMethods(): BufferMethods | undefined {
  const found = (globalThis as { Buffer?: { prototype: Partial<BufferMethods> } }).Buffer
    ?.prototype;
  if (
    typeof found?.utf8Write !== "function" ||
    typeof found.utf8Slice !== "function" ||
    typeof found.ucs2Slice !== "function"
  ) {
    return undefined;
  }
  const methods = found as BufferMethods;
  try {
    const bytes = new Uint8Array(4);
    const works =
      methods.utf8Write.call(bytes, "\u00e9", 1) === 2 &&
      methods.utf8Slice.call(bytes, 1, 3) === "\u00e9" &&
      // Also tells the order of bytes, which is that of the machine.
      methods.ucs2Slice.call(new Uint8Array(new Uint16Array([0x20ac]).buffer), 0, 2) === "\u20ac";
    return works ? methods : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes text as UTF-8 at `position` and returns the position behind it. Surrogates
 * without their other half become U+FFFD. The caller has made room: three bytes for
 * each UTF-16 unit, or `utf8Length`.
 */
export function writeUtf8(bytes: Uint8Array, position: number, text: string): number {
  if (buffer !== undefined) return position + buffer.utf8Write.call(bytes, text, position);
  return position + encoder.encodeInto(text, bytes.subarray(position)).written;
}

/**
 * The text of the bytes from `start` to `end`.
 * @throws DecodeError PB_DECODE_INVALID_UTF8
 */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (buffer !== undefined) {
    if (end - start <= UNITS_LIMIT && looksForeign(bytes, start, end)) {
      return readForeign(bytes, start, end);
    }
    const text = buffer.utf8Slice.call(bytes, start, end);
    // utf8Slice replaces what is malformed by U+FFFD. Few texts contain that character, and of one
    // in single bytes V8 knows without looking that it does not.
    if (!text.includes("\ufffd")) return text;
  }
  return readStrictly(bytes, start, end);
}

/**
 * The same for up to {@link UNITS_LIMIT} bytes of which some are known not to be ASCII. V8 decodes
 * ASCII at a gigabyte a second and anything else at a third to an eighth of that, where a loop of ours
 * is two to three times quicker.
 * @throws DecodeError PB_DECODE_INVALID_UTF8
 */
export function readForeign(bytes: Uint8Array, start: number, end: number): string {
  const count = decodeUnits(bytes, start, end);
  if (count < 0) throw invalidUtf8(start);
  if (count <= SHORT_UNITS) return shortText(units, count);
  if (buffer !== undefined) return buffer.ucs2Slice.call(unitBytes, 0, count * 2);
  return readStrictly(bytes, start, end);
}

function readStrictly(bytes: Uint8Array, start: number, end: number): string {
  try {
    return strictDecoder.decode(bytes.subarray(start, end));
  } catch {
    throw invalidUtf8(start);
  }
}

/** A guess from some of the bytes whether much of a text is not ASCII. */
function looksForeign(bytes: Uint8Array, start: number, end: number): boolean {
  const step = ((end - start) >> 4) + 1;
  for (let i = start; i < end; i += step) {
    if ((bytes[i] as number) > 127) return true;
  }
  return false;
}

/** Like {@link readUtf8}, but what is malformed becomes U+FFFD: proto2 strings are not checked. */
export function readUtf8Leniently(bytes: Uint8Array, start: number, end: number): string {
  if (buffer !== undefined) return buffer.utf8Slice.call(bytes, start, end);
  return lenientDecoder.decode(bytes.subarray(start, end));
}

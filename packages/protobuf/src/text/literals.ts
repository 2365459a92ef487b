// String literals: from what is written between quotes to bytes, and back.
// https://protobuf.dev/reference/protobuf/textformat-spec/#string

import type { TextError, TextErrorCode } from "./text-error.ts";

const encoder = new TextEncoder();
const surrogate = /\p{Surrogate}/u;

const escapePattern =
  /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv?\\'"]))/y;

const namedEscapes: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
  ["?", 63],
  ["\\", 92],
  ["'", 39],
  ['"', 34],
]);

/** Makes the error for what is wrong at an offset into a literal. */
export type LiteralFailure = (code: TextErrorCode, what: string, offset: number) => TextError;

/**
 * The bytes that a literal stands for, taken without its quotes.
 *
 * @throws TextError that `fail` makes, for invalid escapes and text that is not UTF-8
 */
export function unescape(literal: string, fail: LiteralFailure): Uint8Array {
  const lone = surrogate.exec(literal);
  if (lone !== null)
    throw fail("TEXT_UTF8", "invalid string: it has half of a surrogate pair", lone.index);
  // A UTF-16 unit takes at most three bytes, and an escape fewer than it has units.
  const bytes = new Uint8Array(literal.length * 3);
  let length = 0;
  let at = 0;
  while (at < literal.length) {
    const backslash = literal.indexOf("\\", at);
    const stop = backslash < 0 ? literal.length : backslash;
    if (stop > at) {
      const { written } = encoder.encodeInto(literal.slice(at, stop), bytes.subarray(length));
      length += written;
      at = stop;
    }
    if (backslash < 0) break;
    escapePattern.lastIndex = at;
    const match = escapePattern.exec(literal);
    if (match === null) {
      const shown = JSON.stringify(literal.slice(at, at + 2)).slice(1, -1);
      throw fail("TEXT_ESCAPE", `invalid escape: ${shown}`, at);
    }
    length = putEscape(match, bytes, length, (code, what) => fail(code, what, at));
    at += match[0].length;
  }
  return bytes.subarray(0, length);
}

function putEscape(
  match: RegExpExecArray,
  bytes: Uint8Array,
  position: number,
  fail: (code: TextErrorCode, what: string) => TextError,
): number {
  const [escape, octal, hex, short, long, named] = match;
  const digits = short ?? long;
  if (digits !== undefined) {
    const point = Number.parseInt(digits, 16);
    if (point > 0x10ffff)
      throw fail(
        "TEXT_ESCAPE",
        `invalid escape: expected a Unicode character up to 10ffff, got ${escape}`,
      );
    // Two halves are refused too, as the conformance suite wants it; protoc takes them.
    if (point >= 0xd800 && point < 0xe000) {
      const what = `${escape} is half of a surrogate pair, not a Unicode character`;
      throw fail("TEXT_ESCAPE", `${what}: write one above \\uffff as \\U and eight digits`);
    }
    const { written } = encoder.encodeInto(String.fromCodePoint(point), bytes.subarray(position));
    return position + written;
  }
  const byte =
    octal !== undefined
      ? Number.parseInt(octal, 8)
      : hex !== undefined
        ? Number.parseInt(hex, 16)
        : (namedEscapes.get(named ?? "") ?? 0);
  if (byte > 255)
    throw fail("TEXT_ESCAPE", `invalid escape: expected a byte up to \\377, got ${escape}`);
  bytes[position] = byte;
  return position + 1;
}

/** Whether text has half of a surrogate pair, which UTF-8 cannot hold. */
export function hasLoneSurrogate(text: string): boolean {
  return surrogate.test(text);
}

/** Text in double quotes. */
export function printString(text: string, escapeNonAscii: boolean): string {
  if (escapeNonAscii) return printBytes(encoder.encode(text));
  return `"${text.replace(/[\0-\x1f\x7f"'\\]/g, (char) => escapeByte(char.charCodeAt(0)))}"`;
}

/** Bytes in double quotes, all that is not printable ASCII escaped. */
export function printBytes(bytes: Uint8Array): string {
  let text = '"';
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x27 && byte !== 0x5c;
    text += isPlain ? String.fromCharCode(byte) : escapeByte(byte);
  }
  return `${text}"`;
}

/** Octal ones have three digits always, so that a digit may follow. */
function escapeByte(byte: number): string {
  switch (byte) {
    case 0x0a:
      return "\\n";
    case 0x0d:
      return "\\r";
    case 0x09:
      return "\\t";
    case 0x22:
      return '\\"';
    case 0x27:
      return "\\'";
    case 0x5c:
      return "\\\\";
    default:
      return `\\${byte.toString(8).padStart(3, "0")}`;
  }
}

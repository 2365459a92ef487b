import { FIELD_OVERHEAD } from "../field-section.ts";
import { isTokenByte, isValueByte } from "./characters.ts";
import { badRequest, fieldsTooLarge } from "./request-error.ts";

const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const CR = 0x0d;

/** Takes a field whose name and value have been checked; the name is in lower case. */
export type FieldTaker = (name: string, value: string) => void;

/** A header or trailer section: its lines, each with CRLF, without the empty line behind them. */
export interface FieldLines {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** The same bytes as characters; the first is that of `bytes[textStart]`. */
  readonly text: string;
  readonly textStart: number;
}

/**
 * Reads field lines (RFC 9112 section 5). Lines end in CRLF, which has been checked.
 *
 * @param mostBytes the largest section by the measure of RFC 7541 section 4.1
 * @returns the size of the section by that measure
 * @throws RequestError for a line that is not exactly a name, a colon, and a value
 */
export function readFieldLines(lines: FieldLines, mostBytes: number, take: FieldTaker): number {
  const { bytes, end, text, textStart } = lines;
  let size = 0;
  let at = lines.start;
  while (at < end) {
    let colon = at;
    while (isTokenByte[bytes[colon]!] === 1) colon += 1;
    if (bytes[colon] !== COLON || colon === at) throw nameError(bytes, at, colon);
    let lineEnd = colon + 1;
    while (isValueByte[bytes[lineEnd]!] === 1) lineEnd += 1;
    if (bytes[lineEnd] !== CR || bytes[lineEnd + 1] !== 0x0a) {
      throw badRequest(
        "H1_FIELD_VALUE_CHARACTER",
        `invalid field value: expected no control character, got ${shown(bytes[lineEnd]!)}`,
      );
    }
    let from = colon + 1;
    let to = lineEnd;
    while (from < to && isBlank(bytes[from]!)) from += 1;
    while (to > from && isBlank(bytes[to - 1]!)) to -= 1;
    size += colon - at + (to - from) + FIELD_OVERHEAD;
    if (size > mostBytes) throw fieldsTooLarge(mostBytes);
    take(
      text.slice(at - textStart, colon - textStart).toLowerCase(),
      text.slice(from - textStart, to - textStart),
    );
    at = lineEnd + 2;
  }
  return size;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

function nameError(bytes: Uint8Array, start: number, at: number): Error {
  const byte = bytes[at]!;
  if (at === start && isBlank(byte)) {
    return badRequest(
      "H1_OBS_FOLD",
      "invalid field line: expected a name, got a space (a folded line is not supported)",
    );
  }
  if (isBlank(byte)) {
    return badRequest("H1_SPACE_BEFORE_COLON", "invalid field name: expected a colon, got a space");
  }
  if (byte === COLON) return badRequest("H1_FIELD_NAME_EMPTY", "invalid field name: it is empty");
  return badRequest(
    "H1_FIELD_NAME_CHARACTER",
    `invalid field name: expected a token and a colon, got ${shown(byte)}`,
  );
}

/** A byte for a message: as it is where it is visible. */
export function shown(byte: number): string {
  if (byte > 0x20 && byte < 0x7f) return `"${String.fromCharCode(byte)}"`;
  return `0x${byte.toString(16).padStart(2, "0")}`;
}

// Reads JSON text, as UTF-8 bytes, value by value (RFC 8259). It takes what programs write, and gives up
// where anything is odd or wrong: then the text is parsed once more by who can tell what it is.

import { readShortAscii, SHORT_ASCII } from "../../wire/ascii.ts";
import { readUtf8 } from "../../wire/utf8.ts";
import { findDuplicateName } from "../duplicate-names.ts";
import type { JsonObject, JsonValue } from "../json-value.ts";
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from "./characters.ts";

/** Thrown where the text is to be parsed by other means. Always the same one, as nobody sees it. */
export const gaveUp: Error = new Error("gave up");

/** For values: an object that begins at the cursor. */
export const objectAhead: JsonObject = {};
/** For values: an array that begins at the cursor. */
export const arrayAhead: JsonValue[] = [];

/** Powers of ten that a double holds exactly. */
const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/** A number of as many digits is exact in a double. */
const EXACT_DIGITS = 15;

/** A place in JSON text. */
export class JsonCursor {
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private position: number;

  /**
   * @param bytes well-formed UTF-8
   * @param end where the text ends; the byte there is a zero
   */
  constructor(bytes: Uint8Array, end: number) {
    this.bytes = bytes;
    this.end = end;
    this.position = 0;
  }

  /** Nothing but white space follows. */
  atEnd(): boolean {
    this.skipSpace();
    return this.position === this.end;
  }

  /** Steps over white space, and over a byte if it comes next. */
  take(byte: number): boolean {
    if (this.bytes[this.position] !== byte) {
      this.skipSpace();
      if (this.bytes[this.position] !== byte) return false;
    }
    this.position++;
    return true;
  }

  /** Steps over a comma (true), or the end of what it separates (false). */
  more(end: number): boolean {
    if (this.take(COMMA)) {
      this.skipSpace();
      return true;
    }
    if (this.take(end)) return false;
    throw gaveUp;
  }

  /** Steps over a name and its colon, if they come next just as they are in `key`. */
  takeKey(key: Uint8Array): boolean {
    const { bytes, position } = this;
    const { length } = key;
    for (let i = 0; i < length; i++) {
      if (bytes[position + i] !== key[i]) return false;
    }
    this.position = position + length;
    return true;
  }

  /** The name of a property; steps over its colon, too. */
  name(): string {
    if (!this.take(QUOTE)) throw gaveUp;
    const name = this.stringRest();
    if (!this.take(COLON)) throw gaveUp;
    return name;
  }

  /**
   * Reads the next value. For an object or array it returns {@link objectAhead} or {@link
   * arrayAhead}, and the cursor is at its bracket.
   */
  value(): JsonValue {
    let byte = this.bytes[this.position] as number;
    if (byte <= SPACE) {
      this.skipSpace();
      byte = this.bytes[this.position] as number;
    }
    switch (byte) {
      case QUOTE:
        this.position++;
        return this.stringRest();
      case OPEN_BRACE:
        return objectAhead;
      case OPEN_BRACKET:
        return arrayAhead;
      case 0x74:
        return this.literal("true", true);
      case 0x66:
        return this.literal("false", false);
      case 0x6e:
        return this.literal("null", null);
      default:
        return this.number();
    }
  }

  /**
   * The next element of an array, if it is an integer of up to nine digits with nothing around it;
   * else undefined, and the cursor does not move.
   */
  shortInteger(takesMinus: boolean): number | undefined {
    const { bytes } = this;
    let position = this.position;
    const isNegative = takesMinus && bytes[position] === MINUS;
    if (isNegative) position++;
    const first = position;
    let value = 0;
    let digit = (bytes[position] as number) - 0x30;
    while (digit >= 0 && digit <= 9) {
      value = (value * 10 + digit) | 0;
      digit = (bytes[++position] as number) - 0x30;
    }
    const digits = position - first;
    if (digits === 0 || digits > 9 || (digits > 1 && bytes[first] === 0x30)) return undefined;
    const byte = bytes[position];
    if (byte !== COMMA && byte !== CLOSE_BRACKET) return undefined;
    this.position = position;
    return isNegative ? -value | 0 : value;
  }

  /** Reads a whole object or array; the cursor is at its bracket. */
  container(): JsonValue {
    const start = this.position;
    this.skipContainer();
    const text = readUtf8(this.bytes, start, this.position);
    if (findDuplicateName(text) !== undefined) throw gaveUp;
    return JSON.parse(text) as JsonValue;
  }

  /**
   * Reads an array of numbers; the cursor is at its bracket. The array ends at the first closing
   * bracket; if it contains anything but numbers, it is invalid JSON.
   */
  numbers(): readonly JsonValue[] {
    const start = this.position;
    const last = this.bytes.indexOf(CLOSE_BRACKET, start);
    if (last < 0 || last >= this.end) throw gaveUp;
    this.position = last + 1;
    return JSON.parse(readUtf8(this.bytes, start, last + 1)) as JsonValue[];
  }

  private skipSpace(): void {
    const { bytes } = this;
    let position = this.position;
    for (;;) {
      const byte = bytes[position] as number;
      if (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
      position++;
    }
    this.position = position;
  }

  private skipContainer(): void {
    const { bytes } = this;
    let depth = 0;
    do {
      const byte = bytes[this.position++] as number;
      if (byte === QUOTE) this.stringEnd();
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
      else if (byte === 0) throw gaveUp;
    } while (depth > 0);
  }

  private literal<T>(text: string, value: T): T {
    for (let i = 0; i < text.length; i++) {
      if (this.bytes[this.position++] !== text.charCodeAt(i)) throw gaveUp;
    }
    return value;
  }

  /** Steps over a string, from behind its first quote. Returns whether there are escapes in it. */
  private stringEnd(): boolean {
    const { bytes } = this;
    let position = this.position;
    let hasEscapes = false;
    for (;;) {
      const byte = bytes[position++] as number;
      if (byte === QUOTE) break;
      if (byte < SPACE) throw gaveUp;
      if (byte === BACKSLASH) {
        hasEscapes = true;
        // Whatever it is that is escaped is no end. The zero behind the end is not stepped over.
        if ((bytes[position] as number) >= SPACE) position++;
      }
    }
    this.position = position;
    return hasEscapes;
  }

  private stringRest(): string {
    const { bytes } = this;
    const start = this.position;
    if (this.stringEnd()) {
      return JSON.parse(readUtf8(bytes, start - 1, this.position)) as string;
    }
    return this.textOf(start, this.position - 1);
  }

  private textOf(start: number, end: number): string {
    const { bytes } = this;
    if (end - start <= SHORT_ASCII) {
      const text = readShortAscii(bytes, start, end - start);
      if (text !== undefined) return text;
    }
    return readUtf8(bytes, start, end);
  }

  private number(): number {
    const { bytes } = this;
    const start = this.position;
    let position = start;
    if (bytes[position] === MINUS) position++;
    const first = position;
    let value = 0;
    let digit = (bytes[position] as number) - 0x30;
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = (bytes[++position] as number) - 0x30;
    }
    let digits = position - first;
    // None at all, or a zero too many.
    if (digits === 0 || (digits > 1 && bytes[first] === 0x30)) throw gaveUp;
    if (bytes[position] === 0x2e) {
      const point = position;
      digit = (bytes[++position] as number) - 0x30;
      while (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digit = (bytes[++position] as number) - 0x30;
      }
      const places = position - point - 1;
      if (places === 0) throw gaveUp;
      digits += places;
      if (digits <= EXACT_DIGITS) value /= powers[places] as number;
    }
    const hasExponent = ((bytes[position] as number) | 0x20) === 0x65;
    if (hasExponent) position = this.exponentEnd(position + 1);
    this.position = position;
    if (hasExponent || digits > EXACT_DIGITS) return Number(this.textOf(start, position));
    return first === start ? value : -value;
  }

  private exponentEnd(start: number): number {
    const { bytes } = this;
    let position = start;
    if (bytes[position] === 0x2b || bytes[position] === 0x2d) position++;
    const first = position;
    while ((bytes[position] as number) >= 0x30 && (bytes[position] as number) <= 0x39) position++;
    if (position === first) throw gaveUp;
    return position;
  }
}

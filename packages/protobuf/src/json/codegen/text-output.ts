// JSON text while it is written: ASCII, which most of it is, in memory that is used again. Joining strings would be
// shorter, and takes twice the time: each join is an object, and all of them are gone through once more
// to make one text of them.

import { readUtf8 } from "../../wire/utf8.ts";
import { printBase64 } from "../base64.ts";
import { base64Length, putBase64 } from "../base64-put.ts";
import { printNumber } from "../print-json-text.ts";
import { BACKSLASH, MINUS, POINT, QUOTE, ZERO } from "./characters.ts";

/** ASCII up to this length is written by a loop. Other text is not copied to the memory, but joined to what is there. */
const LONG_TEXT = 200;
/** More bytes than this are not written to the memory either. */
const LONG_BYTES = 4096;
/** A number has less digits, and a quote on both sides. */
const NUMBER_ROOM = 24;
/** When there is so much in the memory, it is made text. */
const FULL_BYTES = 24 * 1024;

const BILLION = 1_000_000_000;
const MOST_PLACES = 6;
const MOST_DIGITS = 1e15;

let spare: Uint8Array | undefined;

export class TextOutput {
  /** The text before that in the memory. */
  private text: string;
  private bytes: Uint8Array;
  private position: number;

  constructor() {
    // Taken until all is written, so that a getter in a message may print, too.
    this.bytes = spare ?? new Uint8Array(4096);
    spare = undefined;
    this.text = "";
    this.position = 0;
  }

  /** All that was written. Nothing can be written afterwards. */
  finish(): string {
    const text = readUtf8(this.bytes, 0, this.position);
    this.discard();
    if (this.text === "") return text;
    const whole = this.text + text;
    // Lets V8 make one piece of what was joined, here and not where it is needed.
    whole.charCodeAt(0);
    return whole;
  }

  /** Returns the memory to its pool. Nothing can be written after that. */
  discard(): void {
    spare = this.bytes;
  }

  /** One ASCII character. */
  char(code: number): void {
    if (this.position === this.bytes.length) this.grow(1);
    this.bytes[this.position++] = code;
  }

  /** JSON text as it is. */
  raw(text: string): void {
    const { length } = text;
    if (length <= LONG_TEXT) {
      this.ensure(length);
      const { bytes, position } = this;
      let i = 0;
      for (; i < length; i++) {
        const unit = text.charCodeAt(i);
        if (unit > 127) break;
        bytes[position + i] = unit;
      }
      if (i === length) {
        this.position = position + length;
        return;
      }
    }
    this.join(text);
  }

  /** A string, in quotes and with escapes. Halves of surrogate pairs become U+FFFD, as in UTF-8. */
  string(text: string): void {
    const { length } = text;
    if (length <= LONG_TEXT) {
      this.ensure(length + 2);
      const { bytes } = this;
      let position = this.position + 1;
      let i = 0;
      for (; i < length; i++) {
        const unit = text.charCodeAt(i);
        if (unit < 0x20 || unit === QUOTE || unit === BACKSLASH || unit > 127) break;
        bytes[position++] = unit;
      }
      if (i === length) {
        bytes[this.position] = QUOTE;
        bytes[position] = QUOTE;
        this.position = position + 1;
        return;
      }
    }
    this.join(JSON.stringify(text.toWellFormed()));
  }

  /** A string without anything to escape. */
  plainString(text: string): void {
    this.char(QUOTE);
    this.raw(text);
    this.char(QUOTE);
  }

  /** A safe integer in quotes, as those of 64 bits are. */
  quotedInteger(value: number): void {
    this.char(QUOTE);
    this.integer(value);
    this.char(QUOTE);
  }

  /** A number; JSON has no NaN and no infinity. */
  number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.integer(value);
    else if (!this.decimal(value)) this.raw(printNumber(value));
  }

  /** @param value a safe integer */
  integer(value: number): void {
    this.ensure(NUMBER_ROOM);
    const { bytes } = this;
    let rest = value;
    if (rest < 0) {
      bytes[this.position++] = MINUS;
      rest = -rest;
    }
    if (rest >= BILLION) {
      const high = Math.floor(rest / BILLION);
      this.position = putDigits(bytes, this.position, high, digitCount(high));
      this.position = putDigits(bytes, this.position, rest - high * BILLION, 9);
    } else {
      this.position = putDigits(bytes, this.position, rest, digitCount(rest));
    }
  }

  /** Bytes as base64, in quotes. */
  base64(bytes: Uint8Array): void {
    if (bytes.length > LONG_BYTES) {
      this.join(`"${printBase64(bytes)}"`);
      return;
    }
    this.ensure(base64Length(bytes.length) + 2);
    this.bytes[this.position] = QUOTE;
    const end = putBase64(this.bytes, this.position + 1, bytes);
    this.bytes[end] = QUOTE;
    this.position = end + 1;
  }

  /**
   * Writes a number of few decimal places, as most have; false for others. The first number of places with
   * which it is the same double is what String() finds, too: up to fifteen digits, every decimal is a double of
   * its own.
   */
  private decimal(value: number): boolean {
    const size = Math.abs(value);
    if (size === 0) return false;
    let scale = 10;
    for (let places = 1; places <= MOST_PLACES; places++) {
      const digits = Math.round(size * scale);
      if (digits > MOST_DIGITS) return false;
      if (digits / scale === size) {
        const whole = Math.floor(digits / scale);
        if (value < 0) this.char(MINUS);
        this.integer(whole);
        this.ensure(NUMBER_ROOM);
        this.bytes[this.position] = POINT;
        const rest = digits - whole * scale;
        this.position = putDigits(this.bytes, this.position + 1, rest, places);
        return true;
      }
      scale *= 10;
    }
    return false;
  }

  private join(text: string): void {
    this.text += readUtf8(this.bytes, 0, this.position) + text;
    this.position = 0;
  }

  private ensure(count: number): void {
    if (this.position + count > this.bytes.length) this.grow(count);
  }

  private grow(count: number): void {
    if (this.position >= FULL_BYTES) {
      this.join("");
      if (count <= this.bytes.length) return;
    }
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.position + count));
    larger.set(this.bytes.subarray(0, this.position));
    this.bytes = larger;
  }
}

/** @param value up to nine digits and a little more */
function digitCount(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}

/** Writes a number in so many digits, with zeros before it. */
function putDigits(bytes: Uint8Array, start: number, value: number, count: number): number {
  let rest = value | 0;
  for (let i = start + count - 1; i >= start; i--) {
    const tenth = (rest / 10) | 0;
    bytes[i] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return start + count;
}

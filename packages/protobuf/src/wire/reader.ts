// Reads tags and values one after another. Generated code has a switch over the tags it knows and calls one
// method per value; everything else goes to `keepUnknown`.
//
// The quick path of each method does not look where the input ends: beyond the last byte a typed array returns
// undefined, which is not less than 128 and so leads to the slow path, where the bounds are checked. That a
// value does not reach over the end of its message is checked once per message.

import { readShortAscii, SHORT_ASCII } from "./ascii.ts";
import {
  lengthBeyondEnd,
  packedTooLong,
  tooDeep,
  tooManyMessages,
  truncatedFixed,
  valueBeyondEnd,
} from "./decode-failures.ts";
import { copyBytes, getFixed32, takeBytes } from "./get.ts";
import { readLenientText } from "./lenient-text.ts";
import { float32, float64, HIGH, halves, int64, LOW, uint64 } from "./scratch.ts";
import { findGroupEnd, skipValue } from "./skip.ts";
import { type ExtensibleMessage, type OwnMemory, UnknownRun } from "./unknown-fields.ts";
import { readForeign, readUtf8 } from "./utf8.ts";
import { lengthAt, readVarint64, skipVarint, skipVarintRest, tagAt } from "./varint.ts";
import { MAX_DECODE_DEPTH } from "./wire-type.ts";

/** More messages or bytes than there are in 2 GiB, and still a small integer to the engine. */
const NO_LIMIT = 0x7fffffff;

/**
 * A place in encoded bytes. `end` arguments are the end of the message that the value is in. Malformed
 * input throws a DecodeError; the reader's position is undefined then.
 */
export class Reader {
  /** The bytes that are read; not copied. */
  bytes: Uint8Array;
  /** The index of the next byte. */
  position: number;
  /** Messages and groups that the position is inside of, not counting the outermost. */
  depth: number;
  /**
   * Nobody else uses the bytes, now or later: a `bytes` field that makes up half of them or more may
   * refer to them instead of being copied.
   */
  ownsBytes: boolean;
  /** How many more messages and groups the outermost one may contain. No limit: as many as 2 GiB hold. */
  messagesLeft: number;
  /** The most bytes that one run of packed values may have. */
  maxPackedBytes: number;
  /**
   * The message whose unknown fields were kept last and are not stored in it yet: its decode function
   * calls {@link storeUnknown} at its end.
   */
  unknownOf: ExtensibleMessage | undefined;
  private unknownRun: UnknownRun | undefined;
  /** Memory of unknown fields that may be appended to in place. */
  private ownMemory: OwnMemory | undefined;

  constructor(bytes: Uint8Array = new Uint8Array(0), position: number = 0) {
    this.bytes = bytes;
    this.position = position;
    this.depth = 0;
    this.ownsBytes = false;
    this.messagesLeft = NO_LIMIT;
    this.maxPackedBytes = NO_LIMIT;
    this.unknownOf = undefined;
    this.unknownRun = undefined;
    this.ownMemory = undefined;
  }

  /** Moves to other bytes, or to another place. */
  reset(bytes: Uint8Array, position: number, ownsBytes = false): void {
    this.bytes = bytes;
    this.position = position;
    this.depth = 0;
    this.ownsBytes = ownsBytes;
    this.messagesLeft = NO_LIMIT;
    this.unknownOf = undefined;
    this.unknownRun = undefined;
    this.ownMemory = undefined;
  }

  /** The next tag: field number times eight plus wire type. */
  tag(): number {
    const byte = this.bytes[this.position] as number;
    if (byte < 128) {
      this.position++;
      return byte;
    }
    const second = this.bytes[this.position + 1] as number;
    if (second < 128) {
      this.position += 2;
      return (byte & 127) | (second << 7);
    }
    return this.longTag();
  }

  private longTag(): number {
    const tag = tagAt(this.bytes, this.position);
    this.position = skipVarint(this.bytes, this.position);
    return tag;
  }

  /** Varint, its low 32 bits, from 0 to 2^32 - 1. */
  uint32(): number {
    return this.int32() >>> 0;
  }

  /** Varint, its low 32 bits, signed. Enums, too. */
  int32(): number {
    const bytes = this.bytes;
    let position = this.position;
    let byte = bytes[position++] as number;
    let value = byte & 127;
    if (byte < 128) {
      this.position = position;
      return value;
    }
    byte = bytes[position++] as number;
    value |= (byte & 127) << 7;
    if (byte < 128) {
      this.position = position;
      return value;
    }
    byte = bytes[position++] as number;
    value |= (byte & 127) << 14;
    if (byte < 128) {
      this.position = position;
      return value;
    }
    byte = bytes[position++] as number;
    value |= (byte & 127) << 21;
    if (byte < 128) {
      this.position = position;
      return value;
    }
    byte = bytes[position++] as number;
    value |= byte << 28;
    if (byte < 128) {
      this.position = position;
      return value;
    }
    this.position = skipVarintRest(bytes, position);
    return value;
  }

  /** Reads a ZigZag-encoded 32-bit integer. */
  sint32(): number {
    const value = this.int32();
    return (value >>> 1) ^ -(value & 1);
  }

  /** Reads a bool. */
  bool(): boolean {
    const byte = this.bytes[this.position] as number;
    if (byte < 128) {
      this.position++;
      return byte !== 0;
    }
    this.varint64();
    return (halves[0] as number) !== 0 || (halves[1] as number) !== 0;
  }

  /** Reads a varint as a signed 64-bit integer. */
  int64(): bigint {
    this.varint64();
    return int64[0] as bigint;
  }

  /** Reads a varint as an unsigned 64-bit integer. */
  uint64(): bigint {
    this.varint64();
    return uint64[0] as bigint;
  }

  /** Reads a ZigZag-encoded 64-bit integer. */
  sint64(): bigint {
    this.varint64();
    const low = halves[LOW] as number;
    const high = halves[HIGH] as number;
    const sign = -(low & 1);
    halves[LOW] = ((low >>> 1) | (high << 31)) ^ sign;
    halves[HIGH] = (high >>> 1) ^ sign;
    return int64[0] as bigint;
  }

  /** Reads a varint into the scratch memory. */
  private varint64(): void {
    this.position = readVarint64(this.bytes, this.position);
  }

  /** Reads four bytes as an unsigned integer. */
  fixed32(): number {
    return this.sfixed32() >>> 0;
  }

  /** Reads four bytes as a signed integer. */
  sfixed32(): number {
    const bytes = this.bytes;
    const position = this.position;
    if (position + 4 > bytes.length) throw truncatedFixed(position);
    this.position = position + 4;
    return getFixed32(bytes, position);
  }

  /** Reads four bytes as a floating-point number. */
  float(): number {
    halves[0] = this.sfixed32();
    return float32[0] as number;
  }

  /** Reads eight bytes as an unsigned integer. */
  fixed64(): bigint {
    this.eight();
    return uint64[0] as bigint;
  }

  /** Reads eight bytes as a signed integer. */
  sfixed64(): bigint {
    this.eight();
    return int64[0] as bigint;
  }

  /** Reads eight bytes as a floating-point number. */
  double(): number {
    this.eight();
    return float64[0] as number;
  }

  /** Reads eight bytes into the scratch memory. */
  private eight(): void {
    const bytes = this.bytes;
    const position = this.position;
    if (position + 8 > bytes.length) throw truncatedFixed(position);
    halves[LOW] = getFixed32(bytes, position);
    halves[HIGH] = getFixed32(bytes, position + 4);
    this.position = position + 8;
  }

  /** Reads a length and returns the end of the value that follows; the reader is then at its beginning. */
  delimited(end: number): number {
    const start = this.position;
    const byte = this.bytes[start] as number;
    let length = byte;
    if (byte < 128) {
      this.position = start + 1;
    } else {
      length = lengthAt(this.bytes, start);
      this.position = skipVarint(this.bytes, start);
    }
    const stop = this.position + length;
    if (stop > end || stop > this.bytes.length) {
      throw lengthBeyondEnd(length, Math.min(end, this.bytes.length) - this.position, start);
    }
    return stop;
  }

  /** Like {@link delimited}, for a run of packed values, which may be limited in length. */
  packed(end: number): number {
    const stop = this.delimited(end);
    if (stop - this.position > this.maxPackedBytes) {
      throw packedTooLong(stop - this.position, this.maxPackedBytes, this.position);
    }
    return stop;
  }

  /** Text; refuses what is not UTF-8. */
  string(end: number): string {
    const stop = this.delimited(end);
    const start = this.position;
    this.position = stop;
    const bytes = this.bytes;
    if (stop - start > SHORT_ASCII) return readUtf8(bytes, start, stop);
    return readShortAscii(bytes, start, stop - start) ?? readForeign(bytes, start, stop);
  }

  /** Text; what is not UTF-8 becomes U+FFFD. */
  uncheckedString(end: number): string {
    const stop = this.delimited(end);
    const start = this.position;
    this.position = stop;
    return readLenientText(this.bytes, start, stop);
  }

  /** The bytes; a copy, unless the reader owns its bytes and they are most of them. */
  bytesField(end: number): Uint8Array {
    const stop = this.delimited(end);
    const start = this.position;
    this.position = stop;
    return this.ownsBytes ? takeBytes(this.bytes, start, stop) : copyBytes(this.bytes, start, stop);
  }

  /**
   * Goes into a message: like {@link delimited}, and one level deeper. Its decode function is called
   * next, then {@link leave}. Entries of maps do not count as a level.
   */
  enter(end: number): number {
    if (++this.depth > MAX_DECODE_DEPTH) throw tooDeep(this.position);
    if (--this.messagesLeft < 0) throw tooManyMessages(this.position);
    return this.delimited(end);
  }

  /** Goes into a group, whose fields end where {@link enterGroup} says. {@link leaveGroup} comes after. */
  enterGroup(tag: number, end: number): number {
    if (++this.depth > MAX_DECODE_DEPTH) throw tooDeep(this.position);
    if (--this.messagesLeft < 0) throw tooManyMessages(this.position);
    return findGroupEnd(this.bytes, tag, this.position, end, this.depth);
  }

  /** Comes out of a message. */
  leave(): void {
    this.depth--;
  }

  /** Comes out of a group, over its end tag. */
  leaveGroup(): void {
    this.depth--;
    this.tag();
  }

  /**
   * For decode functions whose last value reached over the end of their message.
   * @throws DecodeError always
   */
  overrun(end: number): never {
    throw valueBeyondEnd(end);
  }

  /** Steps over the value behind a tag. */
  skip(tag: number, end: number): void {
    this.position = skipValue(this.bytes, tag, this.position, end, this.depth);
  }

  /**
   * Skips the value of a field that `message` does not know, and keeps the field for it, tag included.
   * {@link storeUnknown} puts what was kept into the message.
   * @param start where the tag begins
   */
  keepUnknown(tag: number, start: number, end: number, message: ExtensibleMessage): void {
    this.skip(tag, end);
    if (this.position > end) this.overrun(end);
    this.keepField(start, message);
  }

  /** Keeps the field that was just read, and began at `start`, as unknown field of `message`. */
  keepField(start: number, message: ExtensibleMessage): void {
    this.runOf(message).add(this.bytes, start, this.position);
  }

  /** Keeps one value of a packed field as unknown field of `message`. */
  keepValue(tag: number, value: number, message: ExtensibleMessage): void {
    this.runOf(message).addVarint(this.bytes, tag, value);
  }

  /** Stores the unknown fields of {@link unknownOf} in its `$unknown`. */
  storeUnknown(): void {
    const run = this.unknownRun;
    if (run === undefined) return;
    run.store(this.bytes, this.ownsBytes);
    this.unknownRun = run.outer;
    this.unknownOf = run.outer?.message;
  }

  /** The open run of a message, opened if need be. */
  private runOf(message: ExtensibleMessage): UnknownRun {
    let run = this.unknownRun;
    if (run === undefined || this.unknownOf !== message) {
      this.ownMemory ??= new Set();
      run = new UnknownRun(message, run, this.ownMemory);
      this.unknownRun = run;
      this.unknownOf = message;
    }
    return run;
  }

  /**
   * {@link keepUnknown} for code that version 0.1 generated, which stores the result after each field.
   * @param kept what was returned for the fields before
   */
  unknown(tag: number, start: number, end: number, kept: Uint8Array | undefined): Uint8Array {
    this.skip(tag, end);
    if (this.position > end) this.overrun(end);
    return this.keep(start, kept);
  }

  /** {@link keepField} for code that version 0.1 generated. */
  keep(start: number, kept: Uint8Array | undefined): Uint8Array {
    const message = { $unknown: kept };
    this.keepField(start, message);
    this.storeUnknown();
    return message.$unknown as Uint8Array;
  }

  /** {@link keepValue} for code that version 0.1 generated. */
  keepVarint(tag: number, value: number, kept: Uint8Array | undefined): Uint8Array {
    const message = { $unknown: kept };
    this.keepValue(tag, value, message);
    this.storeUnknown();
    return message.$unknown as Uint8Array;
  }
}

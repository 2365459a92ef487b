// Writes fields, tag and value in one go, in the order of the calls. Generated
// code calls one method per field. A message inside a message is written in
// place: `open` leaves room for its length, `close` fills it in.

import { checkEmptyMessage, type KnownType } from "./empty-message.ts";
import { isNoBytes } from "./get.ts";
import { putFixed32, putHalves, putLength, putVarint, varintSize } from "./put.ts";
import { float32, float64, HIGH, halves, int64, LOW, uint64 } from "./scratch.ts";
import { writeUtf8 } from "./utf8.ts";
import { utf8Length } from "./utf8-length.ts";
import { putUtf8 } from "./utf8-put.ts";
import { EncodeError, rangeError, typeError } from "./wire-error.ts";

/** Text up to this many UTF-16 units is written by a loop; longer text by a call into the engine. */
const SHORT_TEXT = 28;
/** Text longer than this is measured first, so that no more room is taken than it needs. */
const LONG_TEXT = 2048;
/**
 * Beyond this size memory is taken as it is instead of cleared. More than MessageType.encode keeps for
 * further messages, whose views would show what was there.
 */
const UNCLEARED_BYTES = 65_537;
/** A tag (five bytes at most) with a varint of at most ten bytes, or a length of five. */
const FIELD_ROOM = 16;

/**
 * Appends encoded fields to `bytes` at `position`. Both may be set from outside:
 * a transport has its output buffer filled this way. When there is too little
 * room, `bytes` is replaced by a larger copy.
 *
 * Tags are the field number times eight plus the wire type, as numbers.
 * Integers outside the range of their type throw an {@link EncodeError}, which
 * leaves the bytes written so far in place: set `position` back to drop them.
 */
export class Writer {
  /** The buffer that is written to; replaced by a larger one when it is full. */
  bytes: Uint8Array;
  /** The index at which the next byte goes. */
  position: number;

  /** @param bytes memory to begin with */
  constructor(bytes: Uint8Array = new Uint8Array(1024)) {
    this.bytes = bytes;
    this.position = 0;
  }

  /** Makes room for `count` more bytes. */
  ensure(count: number): void {
    if (this.position + count > this.bytes.length) this.grow(count);
  }

  private grow(count: number): void {
    const needed = this.position + count;
    if (needed > 0x7fffffff) {
      throw new EncodeError("PB_ENCODE_TOO_LARGE", "a message of 2 GiB or more cannot be encoded");
    }
    const larger = allocate(Math.max(this.bytes.length * 2, needed, 256));
    larger.set(this.bytes.subarray(0, this.position));
    this.bytes = larger;
  }

  /** A copy of what was written from `start` on. */
  slice(start: number): Uint8Array {
    return this.bytes.slice(start, this.position);
  }

  /** A lone tag: start or end of a group. */
  tag(tag: number): void {
    this.ensure(FIELD_ROOM);
    this.position = putVarint(this.bytes, this.position, tag);
  }

  /** Writes an `int32` field. Throws EncodeError for a value out of range. */
  int32(tag: number, value: number): void {
    if ((value | 0) !== value) throw rangeError("int32", value);
    this.ensure(FIELD_ROOM);
    const bytes = this.bytes;
    const position = putVarint(bytes, this.position, tag);
    this.position =
      value >= 0 ? putVarint(bytes, position, value) : putHalves(bytes, position, value, -1);
  }

  /** Writes a `uint32` field. Throws EncodeError for a value out of range. */
  uint32(tag: number, value: number): void {
    if (value >>> 0 !== value) throw rangeError("uint32", value);
    this.ensure(FIELD_ROOM);
    const bytes = this.bytes;
    this.position = putVarint(bytes, putVarint(bytes, this.position, tag), value);
  }

  /** Writes a `sint32` field. Throws EncodeError for a value out of range. */
  sint32(tag: number, value: number): void {
    if ((value | 0) !== value) throw rangeError("sint32", value);
    this.ensure(FIELD_ROOM);
    const bytes = this.bytes;
    const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
    this.position = putVarint(bytes, putVarint(bytes, this.position, tag), zigzag);
  }

  /** Writes a `bool` field. Throws EncodeError for a value of another type. */
  bool(tag: number, value: boolean): void {
    if (typeof value !== "boolean") throw typeError("bool", value);
    this.ensure(FIELD_ROOM);
    const bytes = this.bytes;
    const position = putVarint(bytes, this.position, tag);
    bytes[position] = value ? 1 : 0;
    this.position = position + 1;
  }

  /** Writes an `int64` field. Throws EncodeError for a value out of range. */
  int64(tag: number, value: bigint): void {
    if (typeof value !== "bigint") throw typeError("int64", value);
    int64[0] = value;
    if (int64[0] !== value) throw rangeError("int64", value);
    this.varint64(tag, halves[LOW] as number, halves[HIGH] as number);
  }

  /** Writes a `uint64` field. Throws EncodeError for a value out of range. */
  uint64(tag: number, value: bigint): void {
    if (typeof value !== "bigint") throw typeError("uint64", value);
    uint64[0] = value;
    if (uint64[0] !== value) throw rangeError("uint64", value);
    this.varint64(tag, halves[LOW] as number, halves[HIGH] as number);
  }

  /** Writes a `sint64` field. Throws EncodeError for a value out of range. */
  sint64(tag: number, value: bigint): void {
    if (typeof value !== "bigint") throw typeError("sint64", value);
    int64[0] = value;
    if (int64[0] !== value) throw rangeError("sint64", value);
    const low = halves[LOW] as number;
    const high = halves[HIGH] as number;
    const sign = high >> 31;
    this.varint64(tag, (low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }

  private varint64(tag: number, low: number, high: number): void {
    this.ensure(FIELD_ROOM);
    const bytes = this.bytes;
    this.position = putHalves(bytes, putVarint(bytes, this.position, tag), low, high);
  }

  /** Writes a `fixed32` field. Throws EncodeError for a value out of range. */
  fixed32(tag: number, value: number): void {
    if (value >>> 0 !== value) throw rangeError("fixed32", value);
    this.four(tag, value);
  }

  /** Writes an `sfixed32` field. Throws EncodeError for a value out of range. */
  sfixed32(tag: number, value: number): void {
    if ((value | 0) !== value) throw rangeError("sfixed32", value);
    this.four(tag, value);
  }

  /** Writes a `float` field. Throws EncodeError for a value of another type. */
  float(tag: number, value: number): void {
    if (typeof value !== "number") throw typeError("float", value);
    float32[0] = value;
    this.four(tag, halves[0] as number);
  }

  private four(tag: number, value: number): void {
    this.ensure(FIELD_ROOM);
    const bytes = this.bytes;
    const position = putVarint(bytes, this.position, tag);
    putFixed32(bytes, position, value);
    this.position = position + 4;
  }

  /** Writes a `fixed64` field. Throws EncodeError for a value out of range. */
  fixed64(tag: number, value: bigint): void {
    if (typeof value !== "bigint") throw typeError("fixed64", value);
    uint64[0] = value;
    if (uint64[0] !== value) throw rangeError("fixed64", value);
    this.eight(tag);
  }

  /** Writes an `sfixed64` field. Throws EncodeError for a value out of range. */
  sfixed64(tag: number, value: bigint): void {
    if (typeof value !== "bigint") throw typeError("sfixed64", value);
    int64[0] = value;
    if (int64[0] !== value) throw rangeError("sfixed64", value);
    this.eight(tag);
  }

  /** Writes a `double` field. Throws EncodeError for a value of another type. */
  double(tag: number, value: number): void {
    if (typeof value !== "number") throw typeError("double", value);
    float64[0] = value;
    this.eight(tag);
  }

  /** The eight bytes in the scratch memory. */
  private eight(tag: number): void {
    this.ensure(FIELD_ROOM);
    const bytes = this.bytes;
    const position = putVarint(bytes, this.position, tag);
    putFixed32(bytes, position, halves[LOW] as number);
    putFixed32(bytes, position + 4, halves[HIGH] as number);
    this.position = position + 8;
  }

  /** Text as UTF-8; lone surrogates become U+FFFD. */
  string(tag: number, value: string): void {
    if (typeof value !== "string") throw typeError("string", value);
    const length = value.length;
    if (length > SHORT_TEXT) {
      this.longString(tag, value);
      return;
    }
    this.ensure(3 * SHORT_TEXT + FIELD_ROOM);
    const bytes = this.bytes;
    const start = putVarint(bytes, this.position, tag) + 1;
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 127) {
        // Short text takes less than 128 bytes in any alphabet: its length fits in one.
        const end = putUtf8(bytes, start + i, value, i);
        bytes[start - 1] = end - start;
        this.position = end;
        return;
      }
      bytes[start + i] = unit;
    }
    bytes[start - 1] = length;
    this.position = start + length;
  }

  private longString(tag: number, value: string): void {
    const length = value.length;
    const most = length > LONG_TEXT ? utf8Length(value) : length * 3;
    this.ensure(most + FIELD_ROOM);
    const bytes = this.bytes;
    const before = putVarint(bytes, this.position, tag);
    // The length as it is if all is ASCII: right for most text, and short by a byte at worst.
    const start = before + varintSize(length > LONG_TEXT ? most : length);
    const end = writeUtf8(bytes, start, value);
    this.position = putLength(bytes, before, start, end);
  }

  /** Writes a `bytes` field. Throws EncodeError for a value of another type. */
  bytesField(tag: number, value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) throw typeError("bytes", value);
    const length = value.length;
    this.ensure(length + FIELD_ROOM);
    const bytes = this.bytes;
    const position = putVarint(bytes, putVarint(bytes, this.position, tag), length);
    if (length < 24) {
      for (let i = 0; i < length; i++) bytes[position + i] = value[i] as number;
    } else {
      bytes.set(value, position);
    }
    this.position = position + length;
  }

  /** Writes a `bytes` field without presence: nothing when it is empty. Throws EncodeError for a value of another type. */
  someBytes(tag: number, value: Uint8Array): void {
    if (!isNoBytes(value)) this.bytesField(tag, value);
  }

  /** Fields as they were read: tags, lengths and all. */
  raw(value: Uint8Array): void {
    this.ensure(value.length);
    this.bytes.set(value, this.position);
    this.position += value.length;
  }

  /**
   * Begins a length-delimited value whose fields are written next; hand what is
   * returned to {@link close}.
   */
  open(tag: number): number {
    this.ensure(FIELD_ROOM);
    return (this.position = putVarint(this.bytes, this.position, tag) + 1);
  }

  /**
   * Ends what {@link open} began for a message, and writes its length.
   *
   * @throws EncodeError PB_ENCODE_TYPE when nothing was written and `value` is not a message of this type
   */
  end(start: number, value: unknown, type: KnownType): void {
    // Text and functions have properties of their own, such as `length` and `name`; so do lists.
    if (this.position === start || typeof value !== "object" || Array.isArray(value)) {
      checkEmptyMessage(type, value);
    }
    this.close(start);
  }

  /**
   * Begins a group whose fields are written next; hand what is returned to {@link endGroup}.
   */
  beginGroup(tag: number): number {
    this.tag(tag);
    return this.position;
  }

  /**
   * Ends what {@link beginGroup} began.
   *
   * @throws EncodeError PB_ENCODE_TYPE when nothing was written and `value` is not a message of this type
   */
  endGroup(tag: number, start: number, value: unknown, type: KnownType): void {
    if (this.position === start || typeof value !== "object" || Array.isArray(value)) {
      checkEmptyMessage(type, value);
    }
    this.tag(tag);
  }

  /** Ends what {@link open} began, and writes its length. */
  close(start: number): void {
    const length = this.position - start;
    if (length < 128) {
      this.bytes[start - 1] = length;
    } else {
      this.ensure(FIELD_ROOM);
      this.position = putLength(this.bytes, start - 1, start, this.position);
    }
  }
}

/** Memory that is written before it is read: on Node it need not be cleared first. */
function allocate(length: number): Uint8Array {
  const host = (globalThis as { Buffer?: { allocUnsafeSlow?(size: number): Uint8Array } }).Buffer;
  if (length < UNCLEARED_BYTES || host?.allocUnsafeSlow === undefined)
    return new Uint8Array(length);
  return new Uint8Array(host.allocUnsafeSlow(length).buffer);
}

// Repeated numbers in one length-delimited value, as proto3 encodes them unless
// told otherwise: one loop per type, over local variables, so that a number
// costs a few instructions. The values are numbers or bigints as in the message.

import { putFixed32, putHalves, putLength, putVarint, varintSize } from "./put.ts";
import { HIGH, halves, int64, LOW, uint64 } from "./scratch.ts";
import { kindOf } from "./value-kind.ts";
import { EncodeError, rangeError, typeError } from "./wire-error.ts";
import type { Writer } from "./writer.ts";

/** The longest varint. */
const VARINT_ROOM = 10;
/** A tag and a length. */
const HEADER_ROOM = 16;

/**
 * Writes the tag and leaves room for a length; returns where the values begin. How
 * long they get is guessed at one and a half bytes each: a wrong guess costs moving them.
 */
function begin(writer: Writer, tag: number, count: number): number {
  writer.ensure(HEADER_ROOM + count);
  const position = putVarint(writer.bytes, writer.position, tag);
  writer.position = position;
  return position + varintSize(count + (count >> 1));
}

/**
 * For generated code: returns a list as it is. Text, a Map, or a Set could be iterated over as well.
 *
 * @throws EncodeError PB_ENCODE_TYPE when it is not an array
 */
export function checkList<E>(values: readonly E[]): readonly E[] {
  if (!Array.isArray(values)) {
    throw new EncodeError("PB_ENCODE_TYPE", `expected an array, got ${kindOf(values)}`);
  }
  return values as readonly E[];
}

/** Room for one more varint at `position`; returns the memory, which may be another than before. */
function room(writer: Writer, position: number): Uint8Array {
  if (position + VARINT_ROOM > writer.bytes.length) {
    const before = writer.position;
    writer.position = position;
    writer.ensure(VARINT_ROOM);
    writer.position = before;
  }
  return writer.bytes;
}

/** Writes the length between the tag, where the writer stands, and the values. */
function finish(writer: Writer, start: number, end: number): void {
  const bytes = room(writer, end);
  writer.position = putLength(bytes, writer.position, start, end);
}

/** Writes a packed `int32` field. Throws EncodeError for a value out of range. */
export function packedInt32(writer: Writer, tag: number, values: readonly number[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = begin(writer, tag, count);
  let position = start;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if ((value | 0) !== value) throw rangeError("int32", value);
    const bytes = room(writer, position);
    position =
      value >= 0 ? putVarint(bytes, position, value) : putHalves(bytes, position, value, -1);
  }
  finish(writer, start, position);
}

/** Writes a packed `uint32` field. Throws EncodeError for a value out of range. */
export function packedUint32(writer: Writer, tag: number, values: readonly number[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = begin(writer, tag, count);
  let position = start;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (value >>> 0 !== value) throw rangeError("uint32", value);
    position = putVarint(room(writer, position), position, value);
  }
  finish(writer, start, position);
}

/** Writes a packed `sint32` field. Throws EncodeError for a value out of range. */
export function packedSint32(writer: Writer, tag: number, values: readonly number[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = begin(writer, tag, count);
  let position = start;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if ((value | 0) !== value) throw rangeError("sint32", value);
    position = putVarint(room(writer, position), position, ((value << 1) ^ (value >> 31)) >>> 0);
  }
  finish(writer, start, position);
}

/** Writes a packed `bool` field. Throws EncodeError for a value of another type. */
export function packedBool(writer: Writer, tag: number, values: readonly boolean[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  writer.ensure(HEADER_ROOM + count);
  const bytes = writer.bytes;
  const position = putVarint(bytes, putVarint(bytes, writer.position, tag), count);
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (typeof value !== "boolean") throw typeError("bool", value);
    bytes[position + i] = value ? 1 : 0;
  }
  writer.position = position + count;
}

/** Writes a packed `int64` field. Throws EncodeError for a value out of range. */
export function packedInt64(writer: Writer, tag: number, values: readonly bigint[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = begin(writer, tag, count);
  let position = start;
  for (let i = 0; i < count; i++) {
    const value = values[i] as bigint;
    if (typeof value !== "bigint") throw typeError("int64", value);
    int64[0] = value;
    if (int64[0] !== value) throw rangeError("int64", value);
    position = putHalves(
      room(writer, position),
      position,
      halves[LOW] as number,
      halves[HIGH] as number,
    );
  }
  finish(writer, start, position);
}

/** Writes a packed `uint64` field. Throws EncodeError for a value out of range. */
export function packedUint64(writer: Writer, tag: number, values: readonly bigint[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = begin(writer, tag, count);
  let position = start;
  for (let i = 0; i < count; i++) {
    const value = values[i] as bigint;
    if (typeof value !== "bigint") throw typeError("uint64", value);
    uint64[0] = value;
    if (uint64[0] !== value) throw rangeError("uint64", value);
    position = putHalves(
      room(writer, position),
      position,
      halves[LOW] as number,
      halves[HIGH] as number,
    );
  }
  finish(writer, start, position);
}

/** Writes a packed `sint64` field. Throws EncodeError for a value out of range. */
export function packedSint64(writer: Writer, tag: number, values: readonly bigint[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = begin(writer, tag, count);
  let position = start;
  for (let i = 0; i < count; i++) {
    const value = values[i] as bigint;
    if (typeof value !== "bigint") throw typeError("sint64", value);
    int64[0] = value;
    if (int64[0] !== value) throw rangeError("sint64", value);
    const low = halves[LOW] as number;
    const high = halves[HIGH] as number;
    const sign = high >> 31;
    position = putHalves(
      room(writer, position),
      position,
      (low << 1) ^ sign,
      ((high << 1) | (low >>> 31)) ^ sign,
    );
  }
  finish(writer, start, position);
}

/** Writes tag and length of `size` bytes, skips those, and returns where they begin. */
function beginFixed(writer: Writer, tag: number, size: number): number {
  if (size > 0x7fffffff) {
    throw new EncodeError("PB_ENCODE_TOO_LARGE", "a message of 2 GiB or more cannot be encoded");
  }
  writer.ensure(HEADER_ROOM + size);
  const bytes = writer.bytes;
  const start = putVarint(bytes, putVarint(bytes, writer.position, tag), size);
  writer.position = start + size;
  return start;
}

function viewOf(writer: Writer): DataView {
  const bytes = writer.bytes;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Writes a packed `fixed32` field. Throws EncodeError for a value out of range. */
export function packedFixed32(writer: Writer, tag: number, values: readonly number[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = beginFixed(writer, tag, count * 4);
  const bytes = writer.bytes;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (value >>> 0 !== value) throw rangeError("fixed32", value);
    putFixed32(bytes, start + i * 4, value);
  }
}

/** Writes a packed `sfixed32` field. Throws EncodeError for a value out of range. */
export function packedSfixed32(writer: Writer, tag: number, values: readonly number[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = beginFixed(writer, tag, count * 4);
  const bytes = writer.bytes;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if ((value | 0) !== value) throw rangeError("sfixed32", value);
    putFixed32(bytes, start + i * 4, value);
  }
}

/** Writes a packed `float` field. Throws EncodeError for a value of another type. */
export function packedFloat(writer: Writer, tag: number, values: readonly number[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = beginFixed(writer, tag, count * 4);
  const view = viewOf(writer);
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (typeof value !== "number") throw typeError("float", value);
    view.setFloat32(start + i * 4, value, true);
  }
}

/** Writes a packed `double` field. Throws EncodeError for a value of another type. */
export function packedDouble(writer: Writer, tag: number, values: readonly number[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = beginFixed(writer, tag, count * 8);
  const view = viewOf(writer);
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (typeof value !== "number") throw typeError("double", value);
    view.setFloat64(start + i * 8, value, true);
  }
}

/** Writes a packed `fixed64` field. Throws EncodeError for a value out of range. */
export function packedFixed64(writer: Writer, tag: number, values: readonly bigint[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = beginFixed(writer, tag, count * 8);
  const bytes = writer.bytes;
  for (let i = 0; i < count; i++) {
    const value = values[i] as bigint;
    if (typeof value !== "bigint") throw typeError("fixed64", value);
    uint64[0] = value;
    if (uint64[0] !== value) throw rangeError("fixed64", value);
    putFixed32(bytes, start + i * 8, halves[LOW] as number);
    putFixed32(bytes, start + i * 8 + 4, halves[HIGH] as number);
  }
}

/** Writes a packed `sfixed64` field. Throws EncodeError for a value out of range. */
export function packedSfixed64(writer: Writer, tag: number, values: readonly bigint[]): void {
  const count = checkList(values).length;
  if (count === 0) return;
  const start = beginFixed(writer, tag, count * 8);
  const bytes = writer.bytes;
  for (let i = 0; i < count; i++) {
    const value = values[i] as bigint;
    if (typeof value !== "bigint") throw typeError("sfixed64", value);
    int64[0] = value;
    if (int64[0] !== value) throw rangeError("sfixed64", value);
    putFixed32(bytes, start + i * 8, halves[LOW] as number);
    putFixed32(bytes, start + i * 8 + 4, halves[HIGH] as number);
  }
}

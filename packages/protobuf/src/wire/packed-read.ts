// The other way of packed-write.ts. Each function adds to the list it is given,
// since a message may have several packed runs of a field, and single values between.

import { getFixed32, type Reader } from "./reader.ts";
import { DecodeError } from "./wire-error.ts";

export function readPackedInt32(reader: Reader, end: number, values: number[]): void {
  const stop = reader.delimited(end);
  while (reader.position < stop) values.push(reader.int32());
  if (reader.position > stop) reader.overrun(stop);
}

export function readPackedUint32(reader: Reader, end: number, values: number[]): void {
  const stop = reader.delimited(end);
  while (reader.position < stop) values.push(reader.uint32());
  if (reader.position > stop) reader.overrun(stop);
}

export function readPackedSint32(reader: Reader, end: number, values: number[]): void {
  const stop = reader.delimited(end);
  while (reader.position < stop) values.push(reader.sint32());
  if (reader.position > stop) reader.overrun(stop);
}

export function readPackedBool(reader: Reader, end: number, values: boolean[]): void {
  const stop = reader.delimited(end);
  while (reader.position < stop) values.push(reader.bool());
  if (reader.position > stop) reader.overrun(stop);
}

export function readPackedInt64(reader: Reader, end: number, values: bigint[]): void {
  const stop = reader.delimited(end);
  while (reader.position < stop) values.push(reader.int64());
  if (reader.position > stop) reader.overrun(stop);
}

export function readPackedUint64(reader: Reader, end: number, values: bigint[]): void {
  const stop = reader.delimited(end);
  while (reader.position < stop) values.push(reader.uint64());
  if (reader.position > stop) reader.overrun(stop);
}

export function readPackedSint64(reader: Reader, end: number, values: bigint[]): void {
  const stop = reader.delimited(end);
  while (reader.position < stop) values.push(reader.sint64());
  if (reader.position > stop) reader.overrun(stop);
}

/** Reads the length of a run of values of `size` bytes each and returns their number. */
function fixedCount(reader: Reader, end: number, size: number): number {
  const stop = reader.delimited(end);
  const length = stop - reader.position;
  if (length % size !== 0) {
    throw new DecodeError(
      "PB_DECODE_TRUNCATED_FIXED",
      `${length} bytes hold no whole number of values of ${size} bytes`,
      reader.position,
    );
  }
  return length / size;
}

function viewOf(reader: Reader, length: number): DataView {
  const bytes = reader.bytes;
  return new DataView(bytes.buffer, bytes.byteOffset + reader.position, length);
}

export function readPackedFixed32(reader: Reader, end: number, values: number[]): void {
  const count = fixedCount(reader, end, 4);
  const bytes = reader.bytes;
  const start = reader.position;
  for (let i = 0; i < count; i++) values.push(getFixed32(bytes, start + i * 4) >>> 0);
  reader.position += count * 4;
}

export function readPackedSfixed32(reader: Reader, end: number, values: number[]): void {
  const count = fixedCount(reader, end, 4);
  const bytes = reader.bytes;
  const start = reader.position;
  for (let i = 0; i < count; i++) values.push(getFixed32(bytes, start + i * 4));
  reader.position += count * 4;
}

export function readPackedFloat(reader: Reader, end: number, values: number[]): void {
  const count = fixedCount(reader, end, 4);
  const view = viewOf(reader, count * 4);
  for (let i = 0; i < count; i++) values.push(view.getFloat32(i * 4, true));
  reader.position += count * 4;
}

export function readPackedDouble(reader: Reader, end: number, values: number[]): void {
  const count = fixedCount(reader, end, 8);
  const view = viewOf(reader, count * 8);
  for (let i = 0; i < count; i++) values.push(view.getFloat64(i * 8, true));
  reader.position += count * 8;
}

export function readPackedFixed64(reader: Reader, end: number, values: bigint[]): void {
  const count = fixedCount(reader, end, 8);
  for (let i = 0; i < count; i++) values.push(reader.fixed64());
}

export function readPackedSfixed64(reader: Reader, end: number, values: bigint[]): void {
  const count = fixedCount(reader, end, 8);
  for (let i = 0; i < count; i++) values.push(reader.sfixed64());
}

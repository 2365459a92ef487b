// Replaces packed-read.ts in browsers (package.json, `browser`): the same values and errors, one read after another.

import { truncatedVarint } from "./decode-failures.ts";
import type { Reader } from "./reader.ts";
import { DecodeError } from "./wire-error.ts";

/** Appends the values of a packed run that ends at `end`, each read by `read`. `size`: bytes of each; 0 for varints. */
function readRun<T>(
  reader: Reader,
  end: number,
  values: T[],
  read: (reader: Reader) => T,
  size = 0,
): T[] {
  const stop = reader.packed(end);
  const length = stop - reader.position;
  if (size > 0 && length % size !== 0) {
    throw new DecodeError(
      "PB_DECODE_TRUNCATED_FIXED",
      `${length} bytes hold no whole number of values of ${size} bytes`,
      reader.position,
    );
  }
  while (reader.position < stop) values.push(read(reader));
  if (reader.position > stop) throw truncatedVarint(reader.position);
  return values;
}

/** See packed-read.ts. */
export function readPackedInt32<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  return readRun(reader, end, values, (from) => from.int32() as T);
}

/** See packed-read.ts. */
export function readPackedUint32<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  return readRun(reader, end, values, (from) => from.uint32() as T);
}

/** See packed-read.ts. */
export function readPackedSint32<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  return readRun(reader, end, values, (from) => from.sint32() as T);
}

/** See packed-read.ts. */
export function readPackedBool(reader: Reader, end: number, values: boolean[]): boolean[] {
  return readRun(reader, end, values, (from) => from.bool());
}

/** See packed-read.ts. */
export function readPackedInt64(reader: Reader, end: number, values: bigint[]): bigint[] {
  return readRun(reader, end, values, (from) => from.int64());
}

/** See packed-read.ts. */
export function readPackedUint64(reader: Reader, end: number, values: bigint[]): bigint[] {
  return readRun(reader, end, values, (from) => from.uint64());
}

/** See packed-read.ts. */
export function readPackedSint64(reader: Reader, end: number, values: bigint[]): bigint[] {
  return readRun(reader, end, values, (from) => from.sint64());
}

/** See packed-read.ts. */
export function readPackedFixed32<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  return readRun(reader, end, values, (from) => from.fixed32() as T, 4);
}

/** See packed-read.ts. */
export function readPackedSfixed32<T extends number>(
  reader: Reader,
  end: number,
  values: T[],
): T[] {
  return readRun(reader, end, values, (from) => from.sfixed32() as T, 4);
}

/** See packed-read.ts. */
export function readPackedFloat<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  return readRun(reader, end, values, (from) => from.float() as T, 4);
}

/** See packed-read.ts. */
export function readPackedDouble<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  return readRun(reader, end, values, (from) => from.double() as T, 8);
}

/** See packed-read.ts. */
export function readPackedFixed64(reader: Reader, end: number, values: bigint[]): bigint[] {
  return readRun(reader, end, values, (from) => from.fixed64(), 8);
}

/** See packed-read.ts. */
export function readPackedSfixed64(reader: Reader, end: number, values: bigint[]): bigint[] {
  return readRun(reader, end, values, (from) => from.sfixed64(), 8);
}

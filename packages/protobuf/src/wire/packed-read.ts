// The other way of packed-write.ts. Each function adds to the list it is given, and returns it, since a
// message may have several packed runs of a field, and single values between. Of an empty list it returns
// another one.
//
// A list gets its length before its values: making room once is two to five times quicker than pushing.
// How many values there are is known from the number of bytes, or by counting the last bytes of
// varints, so input cannot ask for more memory than it has values.

import { truncatedVarint } from "./decode-failures.ts";
import { getFixed32 } from "./get.ts";
import type { Reader } from "./reader.ts";
import { skipVarintRest } from "./varint.ts";
import { DecodeError } from "./wire-error.ts";

/** Arrays of more than this many elements are hash tables to V8 unless they grow to it. */
const MAX_ARRAY = 1 << 24;

/** Number of varints that end between two positions. */
function countVarints(bytes: Uint8Array, start: number, end: number): number {
  let count = end - start;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    count -=
      ((bytes[i] as number) >> 7) +
      ((bytes[i + 1] as number) >> 7) +
      ((bytes[i + 2] as number) >> 7) +
      ((bytes[i + 3] as number) >> 7);
  }
  for (; i < end; i++) count -= (bytes[i] as number) >> 7;
  return count;
}

/**
 * A list with room for more values. To make one of the right length takes V8 a tenth of the time that it takes
 * to lengthen an empty one.
 */
function withRoom<T>(values: T[], count: number): T[] {
  if (values.length === 0) return count < MAX_ARRAY ? new Array<T>(count) : [];
  if (values.length + count < MAX_ARRAY) values.length += count;
  return values;
}

/** Behind the last varint that ends before `stop`: moves there, unless bytes are left. */
function finish(reader: Reader, position: number, stop: number): void {
  if (position !== stop) throw truncatedVarint(position);
  reader.position = stop;
}

/** Appends the values of a packed `int32` field that ends at `end`. Returns the list. */
export function readPackedInt32<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  const stop = reader.packed(end);
  const bytes = reader.bytes;
  let position = reader.position;
  const first = values.length;
  const length = first + countVarints(bytes, position, stop);
  const list: number[] = withRoom(values, length - first);
  for (let i = first; i < length; i++) {
    let byte = bytes[position++] as number;
    let value = byte & 127;
    if (byte > 127) {
      byte = bytes[position++] as number;
      value |= (byte & 127) << 7;
      if (byte > 127) {
        byte = bytes[position++] as number;
        value |= (byte & 127) << 14;
        if (byte > 127) {
          byte = bytes[position++] as number;
          value |= (byte & 127) << 21;
          if (byte > 127) {
            byte = bytes[position++] as number;
            value |= byte << 28;
            if (byte > 127) position = skipVarintRest(bytes, position);
          }
        }
      }
    }
    list[i] = value;
  }
  finish(reader, position, stop);
  return list as T[];
}

/** Appends the values of a packed `uint32` field that ends at `end`. Returns the list. */
export function readPackedUint32<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  const stop = reader.packed(end);
  const bytes = reader.bytes;
  let position = reader.position;
  const first = values.length;
  const length = first + countVarints(bytes, position, stop);
  const list: number[] = withRoom(values, length - first);
  for (let i = first; i < length; i++) {
    let byte = bytes[position++] as number;
    let value = byte & 127;
    if (byte > 127) {
      byte = bytes[position++] as number;
      value |= (byte & 127) << 7;
      if (byte > 127) {
        byte = bytes[position++] as number;
        value |= (byte & 127) << 14;
        if (byte > 127) {
          byte = bytes[position++] as number;
          value |= (byte & 127) << 21;
          if (byte > 127) {
            byte = bytes[position++] as number;
            value |= byte << 28;
            if (byte > 127) position = skipVarintRest(bytes, position);
          }
        }
      }
    }
    list[i] = value >>> 0;
  }
  finish(reader, position, stop);
  return list as T[];
}

/** Appends the values of a packed `sint32` field that ends at `end`. Returns the list. */
export function readPackedSint32<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  const stop = reader.packed(end);
  const bytes = reader.bytes;
  let position = reader.position;
  const first = values.length;
  const length = first + countVarints(bytes, position, stop);
  const list: number[] = withRoom(values, length - first);
  for (let i = first; i < length; i++) {
    let byte = bytes[position++] as number;
    let value = byte & 127;
    if (byte > 127) {
      byte = bytes[position++] as number;
      value |= (byte & 127) << 7;
      if (byte > 127) {
        byte = bytes[position++] as number;
        value |= (byte & 127) << 14;
        if (byte > 127) {
          byte = bytes[position++] as number;
          value |= (byte & 127) << 21;
          if (byte > 127) {
            byte = bytes[position++] as number;
            value |= byte << 28;
            if (byte > 127) position = skipVarintRest(bytes, position);
          }
        }
      }
    }
    list[i] = (value >>> 1) ^ -(value & 1);
  }
  finish(reader, position, stop);
  return list as T[];
}

/** Appends the values of a packed `bool` field that ends at `end`. Returns the list. */
export function readPackedBool(reader: Reader, end: number, values: boolean[]): boolean[] {
  const stop = reader.packed(end);
  const first = values.length;
  const length = first + countVarints(reader.bytes, reader.position, stop);
  const list = withRoom(values, length - first);
  for (let i = first; i < length; i++) list[i] = reader.bool();
  finish(reader, reader.position, stop);
  return list;
}

/** Appends the values of a packed `int64` field that ends at `end`. Returns the list. */
export function readPackedInt64(reader: Reader, end: number, values: bigint[]): bigint[] {
  const stop = reader.packed(end);
  const first = values.length;
  const length = first + countVarints(reader.bytes, reader.position, stop);
  const list = withRoom(values, length - first);
  for (let i = first; i < length; i++) list[i] = reader.int64();
  finish(reader, reader.position, stop);
  return list;
}

/** Appends the values of a packed `uint64` field that ends at `end`. Returns the list. */
export function readPackedUint64(reader: Reader, end: number, values: bigint[]): bigint[] {
  const stop = reader.packed(end);
  const first = values.length;
  const length = first + countVarints(reader.bytes, reader.position, stop);
  const list = withRoom(values, length - first);
  for (let i = first; i < length; i++) list[i] = reader.uint64();
  finish(reader, reader.position, stop);
  return list;
}

/** Appends the values of a packed `sint64` field that ends at `end`. Returns the list. */
export function readPackedSint64(reader: Reader, end: number, values: bigint[]): bigint[] {
  const stop = reader.packed(end);
  const first = values.length;
  const length = first + countVarints(reader.bytes, reader.position, stop);
  const list = withRoom(values, length - first);
  for (let i = first; i < length; i++) list[i] = reader.sint64();
  finish(reader, reader.position, stop);
  return list;
}

/** Reads the length of a run of values of `size` bytes each and returns their number. */
function fixedCount(reader: Reader, end: number, size: number): number {
  const stop = reader.packed(end);
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

/** Appends the values of a packed `fixed32` field that ends at `end`. Returns the list. */
export function readPackedFixed32<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  const count = fixedCount(reader, end, 4);
  const bytes = reader.bytes;
  const position = reader.position;
  const first = values.length;
  const list: number[] = withRoom(values, count);
  for (let i = 0; i < count; i++) list[first + i] = getFixed32(bytes, position + i * 4) >>> 0;
  reader.position = position + count * 4;
  return list as T[];
}

/** Appends the values of a packed `sfixed32` field that ends at `end`. Returns the list. */
export function readPackedSfixed32<T extends number>(
  reader: Reader,
  end: number,
  values: T[],
): T[] {
  const count = fixedCount(reader, end, 4);
  const bytes = reader.bytes;
  const position = reader.position;
  const first = values.length;
  const list: number[] = withRoom(values, count);
  for (let i = 0; i < count; i++) list[first + i] = getFixed32(bytes, position + i * 4);
  reader.position = position + count * 4;
  return list as T[];
}

/** Appends the values of a packed `float` field that ends at `end`. Returns the list. */
export function readPackedFloat<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  const count = fixedCount(reader, end, 4);
  const view = viewOf(reader, count * 4);
  const first = values.length;
  const list: number[] = withRoom(values, count);
  for (let i = 0; i < count; i++) list[first + i] = view.getFloat32(i * 4, true);
  reader.position += count * 4;
  return list as T[];
}

/** Appends the values of a packed `double` field that ends at `end`. Returns the list. */
export function readPackedDouble<T extends number>(reader: Reader, end: number, values: T[]): T[] {
  const count = fixedCount(reader, end, 8);
  const view = viewOf(reader, count * 8);
  const first = values.length;
  const list: number[] = withRoom(values, count);
  for (let i = 0; i < count; i++) list[first + i] = view.getFloat64(i * 8, true);
  reader.position += count * 8;
  return list as T[];
}

/** Appends the values of a packed `fixed64` field that ends at `end`. Returns the list. */
export function readPackedFixed64(reader: Reader, end: number, values: bigint[]): bigint[] {
  const count = fixedCount(reader, end, 8);
  const first = values.length;
  const list = withRoom(values, count);
  for (let i = 0; i < count; i++) list[first + i] = reader.fixed64();
  return list;
}

/** Appends the values of a packed `sfixed64` field that ends at `end`. Returns the list. */
export function readPackedSfixed64(reader: Reader, end: number, values: bigint[]): bigint[] {
  const count = fixedCount(reader, end, 8);
  const first = values.length;
  const list = withRoom(values, count);
  for (let i = 0; i < count; i++) list[first + i] = reader.sfixed64();
  return list;
}

/**
 * Reads encoded messages without knowing what is in them, so that no codec of ours stands between
 * protoc's bytes and ours.
 */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const FIXED32 = 5;

/** One field as it stands in a message. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  /** Its value: the bytes behind the tag, for wire type 2 behind the length, for a group within it. */
  readonly value: Uint8Array;
  /** All of it, its tag included. */
  readonly bytes: Uint8Array;
}

/** True for a field whose value is a run of bytes: a string, bytes, a message or a packed list. */
export function isLengthDelimited(field: WireField): boolean {
  return field.wireType === LENGTH;
}

/** Reads a varint; throws when the bytes end within it. */
export function readVarint(bytes: Uint8Array, at: number): { value: bigint; end: number } {
  let value = 0n;
  let shift = 0n;
  for (let index = at; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: index + 1 };
    shift += 7n;
  }
  throw new Error(`a varint at ${at} has no end`);
}

/** Reads the fields of a message in the order in which they stand; throws when it is malformed. */
export function readFields(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { field, end } = readField(bytes, at);
    if (field === undefined) throw new Error(`a group ends at ${at} that did not begin`);
    fields.push(field);
    at = end;
  }
  return fields;
}

/** The field at an offset; undefined for the end of a group. */
function readField(bytes: Uint8Array, at: number): { field: WireField | undefined; end: number } {
  const tag = readVarint(bytes, at);
  const number = Number(tag.value >> 3n);
  const wireType = Number(tag.value & 7n);
  let start = tag.end;
  let end: number;
  let after: number;
  switch (wireType) {
    case VARINT:
      end = after = readVarint(bytes, start).end;
      break;
    case FIXED64:
      end = after = start + 8;
      break;
    case FIXED32:
      end = after = start + 4;
      break;
    case LENGTH: {
      const length = readVarint(bytes, start);
      start = length.end;
      end = after = start + Number(length.value);
      break;
    }
    case START_GROUP: {
      end = start;
      for (;;) {
        const inner = readField(bytes, end);
        if (inner.field === undefined) {
          after = inner.end;
          break;
        }
        end = inner.end;
      }
      break;
    }
    case END_GROUP:
      return { field: undefined, end: start };
    default:
      throw new Error(`wire type ${wireType} at ${at}`);
  }
  if (after > bytes.length) throw new Error(`the field at ${at} has no end`);
  const value = bytes.subarray(start, end);
  return { field: { number, wireType, value, bytes: bytes.subarray(at, after) }, end: after };
}

/** Joins pieces of bytes. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** The tag and length before a length-delimited value. */
export function lengthPrefix(number: number, length: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest of [number * 8 + LENGTH, length]) {
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

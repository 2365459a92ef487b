// Stepping over fields that nobody asked for.

import { tooDeep, truncatedFixed } from "./decode-failures.ts";
import type { Reader } from "./reader.ts";
import { DecodeError } from "./wire-error.ts";
import { MAX_DECODE_DEPTH, WireType } from "./wire-type.ts";

/** Steps over the value behind a tag. */
export function skipField(reader: Reader, tag: number, end: number): void {
  if (tag < 8) {
    throw new DecodeError(
      "PB_DECODE_FIELD_NUMBER_ZERO",
      "a field with number 0: this is no protobuf message",
      reader.position,
    );
  }
  switch (tag & 7) {
    case WireType.VARINT:
      // Any varint is a bool.
      reader.bool();
      break;
    case WireType.FIXED64:
      skipBytes(reader, 8);
      break;
    case WireType.LENGTH_DELIMITED:
      reader.position = reader.delimited(end);
      break;
    case WireType.START_GROUP:
      if (++reader.depth > MAX_DECODE_DEPTH) throw tooDeep(reader.position);
      skipGroup(reader, tag, end);
      reader.depth--;
      break;
    case WireType.FIXED32:
      skipBytes(reader, 4);
      break;
    case WireType.END_GROUP:
      throw new DecodeError(
        "PB_DECODE_END_GROUP",
        `the end of group ${tag >>> 3} without its start`,
        reader.position,
      );
    default:
      throw new DecodeError(
        "PB_DECODE_WIRE_TYPE",
        `wire type ${tag & 7} of field ${tag >>> 3} does not exist: this is no protobuf message`,
        reader.position,
      );
  }
}

function skipBytes(reader: Reader, count: number): void {
  if (reader.position + count > reader.bytes.length) throw truncatedFixed(reader.position);
  reader.position += count;
}

/** Steps over a group whose start was read, end tag included, and returns where that tag began. */
export function skipGroup(reader: Reader, tag: number, end: number): number {
  const start = reader.position;
  const endTag = tag + 1;
  while (reader.position < end) {
    const stop = reader.position;
    const next = reader.tag();
    if (next === endTag) return stop;
    skipField(reader, next, end);
  }
  throw new DecodeError("PB_DECODE_GROUP_OPEN", `group ${tag >>> 3} has no end`, start);
}

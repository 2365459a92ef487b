// Stepping over fields that nobody asked for, by their positions.

import { lengthBeyondEnd, tooDeep, truncatedFixed } from "./decode-failures.ts";
import { lengthAt, skipVarint, tagAt } from "./varint.ts";
import { DecodeError } from "./wire-error.ts";
import { MAX_DECODE_DEPTH } from "./wire-type.ts";

/**
 * Returns where the value ends whose tag was read and that begins at `position`.
 * @param end of the message in which it stands
 * @param depth messages and groups that it is inside of
 */
export function skipValue(
  bytes: Uint8Array,
  tag: number,
  position: number,
  end: number,
  depth: number,
): number {
  if (tag < 8) {
    throw new DecodeError(
      "PB_DECODE_FIELD_NUMBER_ZERO",
      "a field with number 0: not a protobuf message",
      position,
    );
  }
  // Numbers, because bundlers keep an object of constants whole.
  switch (tag & 7) {
    case 0: // VARINT
      return skipVarint(bytes, position);
    case 1: // FIXED64
      return skipFixed(bytes, position, 8);
    case 2: // LENGTH_DELIMITED
      return skipDelimited(bytes, position, end);
    case 3: // START_GROUP
      if (depth >= MAX_DECODE_DEPTH) throw tooDeep(position);
      return skipVarint(bytes, findGroupEnd(bytes, tag, position, end, depth + 1));
    case 5: // FIXED32
      return skipFixed(bytes, position, 4);
    case 4: // END_GROUP
      throw new DecodeError(
        "PB_DECODE_END_GROUP",
        `the end of group ${tag >>> 3} without its start`,
        position,
      );
    default:
      throw new DecodeError(
        "PB_DECODE_WIRE_TYPE",
        `wire type ${tag & 7} of field ${tag >>> 3} does not exist: not a protobuf message`,
        position,
      );
  }
}

/** Where the end tag begins of a group whose fields begin at `position`; `tag` is its start tag. */
export function findGroupEnd(
  bytes: Uint8Array,
  tag: number,
  position: number,
  end: number,
  depth: number,
): number {
  const endTag = tag + 1;
  let at = position;
  while (at < end) {
    const next = tagAt(bytes, at);
    if (next === endTag) return at;
    at = skipValue(bytes, next, skipVarint(bytes, at), end, depth);
  }
  throw new DecodeError("PB_DECODE_GROUP_OPEN", `group ${tag >>> 3} has no end`, position);
}

function skipDelimited(bytes: Uint8Array, position: number, end: number): number {
  const length = lengthAt(bytes, position);
  const start = skipVarint(bytes, position);
  const last = Math.min(end, bytes.length);
  if (start + length > last) throw lengthBeyondEnd(length, last - start, position);
  return start + length;
}

function skipFixed(bytes: Uint8Array, position: number, count: number): number {
  if (position + count > bytes.length) throw truncatedFixed(position);
  return position + count;
}

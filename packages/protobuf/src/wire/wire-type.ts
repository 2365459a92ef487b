// Wire types: the low three bits of a tag.
// https://protobuf.dev/programming-guides/encoding/#structure

/** How the bytes behind a tag are delimited. */
export const WireType = {
  /** A varint: 7 bits a byte, least significant first. */
  VARINT: 0,
  /** Eight bytes, little-endian. */
  FIXED64: 1,
  /** A length as varint, then as many bytes. */
  LENGTH_DELIMITED: 2,
  /** Fields up to the END_GROUP tag with the same field number. */
  START_GROUP: 3,
  END_GROUP: 4,
  /** Four bytes, little-endian. */
  FIXED32: 5,
} as const;
/** One of the wire types: the low three bits of a tag. */
export type WireType = (typeof WireType)[keyof typeof WireType];

/**
 * The deepest nesting of messages and groups. Deeper input is an error, because each level takes
 * stack of the decoder (the attack is called recursion bomb). Other implementations have the same
 * bound, so a message that one can send, the others can receive.
 */
export const MAX_DECODE_DEPTH = 100;

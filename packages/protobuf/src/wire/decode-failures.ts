// The errors of Reader, out of its way: what is wrong, and what it most likely means.

import { DecodeError } from "./wire-error.ts";
import { MAX_DECODE_DEPTH } from "./wire-type.ts";

export function truncatedVarint(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_TRUNCATED_VARINT",
    "the input ends within a varint: the message was cut off or is damaged",
    position,
  );
}

export function varintTooLong(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_VARINT_TOO_LONG",
    "a varint of more than ten bytes: not a protobuf message",
    position,
  );
}

export function truncatedFixed(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_TRUNCATED_FIXED",
    "the input ends within a fixed-size number: the message was cut off or is damaged",
    position,
  );
}

export function tooDeep(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_RECURSION_LIMIT",
    `messages are nested more than ${MAX_DECODE_DEPTH} deep`,
    position,
  );
}

/** A length where fewer bytes are left. */
export function lengthBeyondEnd(length: number, left: number, position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_LENGTH_BEYOND_END",
    `a length of ${length} where ${Math.max(0, left)} bytes are left: the message was cut off or is damaged`,
    position,
  );
}

/** A length that 31 bits or five bytes do not hold. */
export function lengthTooLarge(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_LENGTH_TOO_LARGE",
    "a length of 2 GiB or more: the bytes are damaged, or not a protobuf message",
    position,
  );
}

/** A tag that 32 bits do not hold. */
export function tagTooLarge(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_TAG_TOO_LARGE",
    "a tag of more than 32 bits: not a protobuf message",
    position,
  );
}

/** A message in another one, where the limit on their number allows no more. */
export function tooManyMessages(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_TOO_MANY_MESSAGES",
    "the message contains more messages than maxMessages allows",
    position,
  );
}

/** A run of packed values that is longer than allowed. */
export function packedTooLong(length: number, limit: number, position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_PACKED_TOO_LONG",
    `packed values of ${length} bytes, and maxPackedBytes is ${limit}`,
    position,
  );
}

export function invalidUtf8(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_INVALID_UTF8",
    "a string field holds bytes that are not UTF-8: declare it as bytes, or encode the text as UTF-8",
    position,
  );
}

/** A value that goes on behind the end of the message that it is in. */
export function valueBeyondEnd(position: number): DecodeError {
  return new DecodeError(
    "PB_DECODE_VALUE_BEYOND_END",
    "a value goes on behind the end of its message: it was cut off or is damaged",
    position,
  );
}

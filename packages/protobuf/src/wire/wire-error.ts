// What goes wrong between bytes and messages. Every failure site has a code of
// its own, which is stable and can be counted or looked up in docs/errors.md.

import { scalarMismatch } from "./value-kind.ts";

/** Codes of {@link DecodeError}. */
export type DecodeErrorCode =
  /** A varint goes on beyond the end of the input. */
  | "PB_DECODE_TRUNCATED_VARINT"
  /** A fixed32 or fixed64 value goes on beyond the end of the input. */
  | "PB_DECODE_TRUNCATED_FIXED"
  /** A length points beyond the end of its message. */
  | "PB_DECODE_LENGTH_BEYOND_END"
  /** A length of 2 GiB or more, or one that was meant to be negative. */
  | "PB_DECODE_LENGTH_TOO_LARGE"
  /** A value runs over the end of its message. */
  | "PB_DECODE_VALUE_BEYOND_END"
  /** A varint of more than ten bytes. */
  | "PB_DECODE_VARINT_TOO_LONG"
  /** A tag of more than five bytes, or with a field number of 2^29 or more. */
  | "PB_DECODE_TAG_TOO_LARGE"
  /** A tag with field number 0. */
  | "PB_DECODE_FIELD_NUMBER_ZERO"
  /** Wire type 6 or 7. */
  | "PB_DECODE_WIRE_TYPE"
  /** An end-group tag without its start. */
  | "PB_DECODE_END_GROUP"
  /** A group that is not ended in its message. */
  | "PB_DECODE_GROUP_OPEN"
  /** Messages or groups nested deeper than MAX_DECODE_DEPTH. */
  | "PB_DECODE_RECURSION_LIMIT"
  /** Bytes of a string that are not UTF-8. */
  | "PB_DECODE_INVALID_UTF8"
  /** A 64-bit integer with jstype = JS_NUMBER that a number cannot hold. */
  | "PB_DECODE_UNSAFE_INTEGER"
  /** More bytes than `maxBytes`. */
  | "PB_DECODE_TOO_LARGE"
  /** More messages in one another than `maxMessages`. */
  | "PB_DECODE_TOO_MANY_MESSAGES"
  /** A run of packed values of more than `maxPackedBytes`. */
  | "PB_DECODE_PACKED_TOO_LONG"
  /** In a stream of messages: a length that is invalid, or more than `maxMessageBytes`. */
  | "PB_DECODE_MESSAGE_TOO_LARGE"
  /** A stream of messages that ends within one. */
  | "PB_DECODE_STREAM_ENDED";

/** Bytes that are not an encoding of the message they were taken for. */
export class DecodeError extends Error {
  /** Always `"DecodeError"`. */
  override readonly name = "DecodeError";
  /** Identifies the mistake; stable across versions, unlike the message. */
  readonly code: DecodeErrorCode;
  /** Offset into the bytes that were being read. */
  readonly position: number;

  constructor(code: DecodeErrorCode, what: string, position: number) {
    super(`${what} (at byte ${position})`);
    this.code = code;
    this.position = position;
  }

  /** The same error, naming the message type that was being decoded. */
  within(typeName: string): DecodeError {
    this.message = `cannot decode ${typeName}: ${this.message}`;
    return this;
  }

  /**
   * Returns the same error with its position counted from `start`: for a message within larger
   * memory that the caller does not know of.
   */
  from(start: number): DecodeError {
    if (start === 0) return this;
    const suffix = ` (at byte ${this.position})`;
    const what = this.message.slice(0, -suffix.length);
    return createDecodeError(this.code, what, this.position - start);
  }
}

// Outside of the class: bundlers rename a class that names itself, and logs show that name.
function createDecodeError(code: DecodeErrorCode, what: string, position: number): DecodeError {
  return new DecodeError(code, what, position);
}

/** Codes of {@link EncodeError}. */
export type EncodeErrorCode =
  /** Not an integer, or outside the range of the field's type. */
  | "PB_ENCODE_INTEGER_RANGE"
  /** A value of another JavaScript type than the field's. */
  | "PB_ENCODE_TYPE"
  /** A required field (proto2) without a value. */
  | "PB_ENCODE_REQUIRED_MISSING"
  /** A key of a map given as object that is not of the map's key type. */
  | "PB_ENCODE_MAP_KEY"
  /** More than 2 GiB. */
  | "PB_ENCODE_TOO_LARGE";

/** A value that cannot be encoded as its field's type. */
export class EncodeError extends Error {
  /** Always `"EncodeError"`. */
  override readonly name = "EncodeError";
  /** Identifies the mistake; stable across versions, unlike the message. */
  readonly code: EncodeErrorCode;

  constructor(code: EncodeErrorCode, what: string, cause?: unknown) {
    super(what, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** For numbers outside of their field's type. */
export function rangeError(type: string, value: unknown): EncodeError {
  if (typeof value !== "number" && typeof value !== "bigint") return typeError(type, value);
  if (typeof value === "bigint" && !type.includes("64")) return typeError(type, value);
  return new EncodeError("PB_ENCODE_INTEGER_RANGE", `expected ${type}, got ${value}`);
}

/** For values of another kind than their field's. */
export function typeError(type: string, value: unknown): EncodeError {
  return new EncodeError("PB_ENCODE_TYPE", scalarMismatch(type, value));
}

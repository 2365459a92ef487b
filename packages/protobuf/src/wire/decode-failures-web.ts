// What browsers get instead of decode-failures.ts (package.json, `browser`): the same errors by code and position, in
// fewer words.

import { DecodeError, type DecodeErrorCode } from "./wire-error.ts";

const failure =
  (name: string, text = "the message is cut off or damaged") =>
  (...numbers: readonly number[]): DecodeError =>
    new DecodeError(`PB_DECODE_${name}` as DecodeErrorCode, text, numbers.at(-1) as number);

type Failure = (position: number) => DecodeError;
type BoundFailure = (length: number, bound: number, position: number) => DecodeError;

export const truncatedVarint: Failure = /*@__PURE__*/ failure("TRUNCATED_VARINT");
export const varintTooLong: Failure = /*@__PURE__*/ failure("VARINT_TOO_LONG");
export const truncatedFixed: Failure = /*@__PURE__*/ failure("TRUNCATED_FIXED");
export const tooDeep: Failure = /*@__PURE__*/ failure("RECURSION_LIMIT", "nested too deep");
export const lengthBeyondEnd: BoundFailure = /*@__PURE__*/ failure("LENGTH_BEYOND_END");
export const lengthTooLarge: Failure = /*@__PURE__*/ failure("LENGTH_TOO_LARGE");
export const tagTooLarge: Failure = /*@__PURE__*/ failure("TAG_TOO_LARGE");
export const tooManyMessages: Failure = /*@__PURE__*/ failure(
  "TOO_MANY_MESSAGES",
  "more messages than maxMessages",
);
export const packedTooLong: BoundFailure = /*@__PURE__*/ failure(
  "PACKED_TOO_LONG",
  "more bytes than maxPackedBytes",
);
export const invalidUtf8: Failure = /*@__PURE__*/ failure("INVALID_UTF8", "not UTF-8");
export const valueBeyondEnd: Failure = /*@__PURE__*/ failure("VALUE_BEYOND_END");

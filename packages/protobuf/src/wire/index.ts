// The wire format by itself: what carries messages needs no descriptors, JSON or registries.

export { encodeFailure } from "../message/encode-failure.ts";
export { checkEmptyMessage, type KnownType } from "./empty-message.ts";
export { Reader } from "./reader.ts";
export {
  DecodeError,
  type DecodeErrorCode,
  EncodeError,
  type EncodeErrorCode,
} from "./wire-error.ts";
export { MAX_DECODE_DEPTH, WireType } from "./wire-type.ts";
export { Writer } from "./writer.ts";

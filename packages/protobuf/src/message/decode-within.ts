import { Reader } from "../wire/reader.ts";
import { DecodeError } from "../wire/wire-error.ts";
import { MAX_DECODE_DEPTH } from "../wire/wire-type.ts";
import type { MessageType } from "./message-type.ts";

/** Bounds for what a message may make us hold. Left out: only what `decode` bounds itself. */
export interface DecodeLimits {
  /** Bytes of the whole message. */
  readonly maxBytes?: number | undefined;
  /** How deep messages may be nested, from 0 to 100. Default: 100. */
  readonly maxDepth?: number | undefined;
  /**
   * The largest number of messages in the message, at any depth, not counting entries of maps and
   * unknown fields. Two bytes are enough for an empty one, which as an object takes a hundred times that.
   */
  readonly maxMessages?: number | undefined;
  /** Bytes of one run of packed values. A value takes at least one, and as an element of a list eight. */
  readonly maxPackedBytes?: number | undefined;
}

/**
 * Decodes with tighter limits than `type.decode`, for bytes from untrusted sources.
 *
 * @throws DecodeError for bytes that are not such a message, or exceed a limit
 * @throws RangeError for invalid limits
 */
export function decodeWithin<T>(
  type: MessageType<T, never>,
  bytes: Uint8Array,
  limits: DecodeLimits,
): T {
  const maxBytes = limitOf(limits, "maxBytes");
  const maxDepth = limitOf(limits, "maxDepth", MAX_DECODE_DEPTH);
  const reader = new Reader(bytes, 0);
  reader.messagesLeft = limitOf(limits, "maxMessages");
  reader.maxPackedBytes = limitOf(limits, "maxPackedBytes");
  // As if the message lay in others already.
  reader.depth = MAX_DECODE_DEPTH - maxDepth;
  try {
    if (bytes.length > maxBytes) {
      throw new DecodeError(
        "PB_DECODE_TOO_LARGE",
        `the message has ${bytes.length} bytes, and maxBytes is ${maxBytes}`,
        0,
      );
    }
    return type.decodeFrom(reader, bytes.length);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (error.code !== "PB_DECODE_RECURSION_LIMIT") throw error.within(type.typeName);
    const what = `messages are nested more than ${maxDepth} deep`;
    throw new DecodeError(error.code, what, error.position).within(type.typeName);
  }
}

function limitOf(limits: DecodeLimits, name: keyof DecodeLimits, most = 0x7fffffff): number {
  const limit = limits[name] ?? most;
  if (!(Number.isInteger(limit) && limit >= 0 && limit <= most)) {
    throw new RangeError(`invalid ${name}: expected an integer from 0 to ${most}, got ${limit}`);
  }
  return limit;
}

import { StatusError } from "../status/status-error.ts";
import { withoutStack } from "../status/without-stack.ts";

/** Compressed flag and length in front of each message (gRPC over HTTP/2, Length-Prefixed-Message). */
export const MESSAGE_PREFIX_LENGTH = 5;

/** Writes the prefix of a message of `length` bytes at `position`. */
export function writeMessagePrefix(
  bytes: Uint8Array,
  position: number,
  length: number,
  isCompressed: boolean,
): void {
  writeFlaggedPrefix(bytes, position, length, isCompressed ? 1 : 0);
}

/** Writes the prefix of a part of `length` bytes at `position`; `flags` says what the part is. */
export function writeFlaggedPrefix(
  bytes: Uint8Array,
  position: number,
  length: number,
  flags: number,
): void {
  bytes[position] = flags;
  bytes[position + 1] = length >>> 24;
  bytes[position + 2] = length >>> 16;
  bytes[position + 3] = length >>> 8;
  bytes[position + 4] = length;
}

/** The length in a message's prefix, of which all bytes are at `position`. */
export function readMessageLength(bytes: Uint8Array, position: number): number {
  return (
    (bytes[position + 1] as number) * 0x1000000 +
    (((bytes[position + 2] as number) << 16) |
      ((bytes[position + 3] as number) << 8) |
      (bytes[position + 4] as number))
  );
}

/** The error for a prefix with an invalid flag, or with a length over the limit. */
export function prefixError(flag: number, length: number, maxReceiveBytes: number): StatusError {
  return withoutStack(() =>
    flag > 1
      ? new StatusError(
          "INTERNAL",
          `invalid flags of a message: expected 0 or 1, got ${flag}; the peer does not speak this protocol`,
        )
      : new StatusError(
          "RESOURCE_EXHAUSTED",
          `received a message of ${length} bytes, larger than maxReceiveBytes (${maxReceiveBytes})`,
        ),
  );
}

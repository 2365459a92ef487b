import { ConnectionError, ErrorCode } from "../errors.ts";

/**
 * Every frame begins with nine octets: length (24 bits), type (8), flags (8), a reserved bit and the
 * stream's number (31), big-endian.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-4.1
 */
export const FRAME_HEADER_LENGTH = 9;

/**
 * Writes a frame header at `position`, where there is room; `length` is that of the payload. Takes six numbers and no
 * object, because it runs once for each frame.
 */
// oxlint-disable-next-line max-params
export function writeFrameHeader(
  bytes: Uint8Array,
  position: number,
  length: number,
  type: number,
  flags: number,
  streamId: number,
): void {
  bytes[position] = length >>> 16;
  bytes[position + 1] = length >>> 8;
  bytes[position + 2] = length;
  bytes[position + 3] = type;
  bytes[position + 4] = flags;
  writeUint32(bytes, position + 5, streamId);
}

/** Payload length of the frame whose header is at `position`. */
export function readFrameLength(bytes: Uint8Array, position: number): number {
  return (bytes[position]! << 16) | (bytes[position + 1]! << 8) | bytes[position + 2]!;
}

/** Type code of the frame whose header is at `position`. */
export function readFrameType(bytes: Uint8Array, position: number): number {
  return bytes[position + 3]!;
}

/** Flags of the frame whose header is at `position`. */
export function readFrameFlags(bytes: Uint8Array, position: number): number {
  return bytes[position + 4]!;
}

/** Stream number of the frame whose header is at `position`; the reserved bit is ignored. */
export function readFrameStreamId(bytes: Uint8Array, position: number): number {
  return readUint31(bytes, position + 5);
}

/** Reads four octets as an unsigned number. */
export function readUint32(bytes: Uint8Array, position: number): number {
  return (
    ((bytes[position]! << 24) |
      (bytes[position + 1]! << 16) |
      (bytes[position + 2]! << 8) |
      bytes[position + 3]!) >>>
    0
  );
}

/** Reads four octets whose first bit is reserved and ignored. */
export function readUint31(bytes: Uint8Array, position: number): number {
  return (
    ((bytes[position]! & 0x7f) << 24) |
    (bytes[position + 1]! << 16) |
    (bytes[position + 2]! << 8) |
    bytes[position + 3]!
  );
}

/** Writes the low 32 bits of `value` at `position`. */
export function writeUint32(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value >>> 24;
  bytes[position + 1] = value >>> 16;
  bytes[position + 2] = value >>> 8;
  bytes[position + 3] = value;
}

/** A frame whose length does not suit its type. */
export function frameSizeError(token: string, message: string): ConnectionError {
  return new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, token, message);
}

/** A frame that breaks a rule of its type. */
export function protocolError(token: string, message: string): ConnectionError {
  return new ConnectionError(ErrorCode.PROTOCOL_ERROR, token, message);
}

/** @throws ConnectionError FRAME_SIZE_ERROR with `token` when a payload has another length than `expected` */
export function checkFrameLength(
  token: string,
  frame: string,
  length: number,
  expected: number,
): void {
  if (length === expected) return;
  throw frameSizeError(token, `${frame} of ${length} bytes instead of ${expected}`);
}

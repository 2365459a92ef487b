import { ErrorCode, StreamError } from "../errors.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import {
  checkFrameLength,
  FRAME_HEADER_LENGTH,
  protocolError,
  readUint31,
  writeFrameHeader,
  writeUint32,
} from "./frame-header.ts";

/**
 * WINDOW_UPDATE lets the receiver send more: on a stream, or on the connection when its stream is 0.
 *
 * ```
 *   Reserved (1), Window Size Increment (31)
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.9
 */
export const TYPE_WINDOW_UPDATE = 0x8;

const WINDOW_UPDATE_LENGTH = 4;

/**
 * Parses a WINDOW_UPDATE payload; returns the increment, 1 to 2^31 − 1.
 *
 * An increment of 0 MUST be an error of the stream, or of the connection on stream 0: PROTOCOL_ERROR.
 * Another length than four octets MUST end the connection with FRAME_SIZE_ERROR. That no window
 * exceeds 2^31 − 1 is for the flow control to check.
 */
export function parseWindowUpdate(
  bytes: Uint8Array,
  start: number,
  length: number,
  _flags: number,
  streamId: number,
): number {
  checkFrameLength("H2_WINDOW_UPDATE_SIZE", "WINDOW_UPDATE", length, WINDOW_UPDATE_LENGTH);
  const increment = readUint31(bytes, start);
  if (increment !== 0) return increment;
  const token = "H2_WINDOW_UPDATE_0";
  const message = "WINDOW_UPDATE with an increment of 0";
  if (streamId === 0) throw protocolError(token, message);
  throw new StreamError(streamId, ErrorCode.PROTOCOL_ERROR, token, message);
}

/** Appends a WINDOW_UPDATE frame. */
export function writeWindowUpdate(out: OutputBuffer, streamId: number, increment: number): void {
  out.ensure(FRAME_HEADER_LENGTH + WINDOW_UPDATE_LENGTH);
  writeFrameHeader(out.bytes, out.position, WINDOW_UPDATE_LENGTH, TYPE_WINDOW_UPDATE, 0, streamId);
  writeUint32(out.bytes, out.position + FRAME_HEADER_LENGTH, increment);
  out.position += FRAME_HEADER_LENGTH + WINDOW_UPDATE_LENGTH;
}

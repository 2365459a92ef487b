import type { OutputBuffer } from "../output-buffer.ts";
import {
  checkFrameLength,
  FRAME_HEADER_LENGTH,
  protocolError,
  readUint32,
  writeFrameHeader,
  writeUint32,
} from "./frame-header.ts";

/**
 * RST_STREAM ends a stream at once, both ways. The payload is the error code (32 bits).
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.4
 */
export const TYPE_RST_STREAM = 0x3;

const RST_STREAM_LENGTH = 4;

/**
 * Parses an RST_STREAM payload; returns the error code.
 *
 * On stream 0 the connection MUST end with PROTOCOL_ERROR; with another length than four octets it
 * MUST end with FRAME_SIZE_ERROR. That the stream is not idle is for the connection to check.
 */
export function parseRstStream(
  bytes: Uint8Array,
  start: number,
  length: number,
  _flags: number,
  streamId: number,
): number {
  if (streamId === 0) throw protocolError("H2_RST_STREAM_STREAM_0", "RST_STREAM on stream 0");
  checkFrameLength("H2_RST_STREAM_SIZE", "RST_STREAM", length, RST_STREAM_LENGTH);
  return readUint32(bytes, start);
}

/** Appends an RST_STREAM frame. */
export function writeRstStream(out: OutputBuffer, streamId: number, errorCode: number): void {
  out.ensure(FRAME_HEADER_LENGTH + RST_STREAM_LENGTH);
  writeFrameHeader(out.bytes, out.position, RST_STREAM_LENGTH, TYPE_RST_STREAM, 0, streamId);
  writeUint32(out.bytes, out.position + FRAME_HEADER_LENGTH, errorCode);
  out.position += FRAME_HEADER_LENGTH + RST_STREAM_LENGTH;
}

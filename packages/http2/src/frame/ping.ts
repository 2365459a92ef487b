import type { OutputBuffer } from "../output-buffer.ts";
import {
  checkFrameLength,
  FRAME_HEADER_LENGTH,
  protocolError,
  writeFrameHeader,
} from "./frame-header.ts";

/**
 * PING measures the way there and back; the receiver MUST send its eight octets back with ACK.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.7
 */
export const TYPE_PING = 0x6;

/** The frame acknowledges a PING. */
const FLAG_PING_ACK = 0x01;

/** Octets in a PING. */
const PING_LENGTH = 8;

/** The contents of a PING frame. */
export interface PingFrame {
  readonly ack: boolean;
  /** Eight octets, a copy. */
  readonly payload: Uint8Array;
}

/**
 * Parses a PING payload.
 *
 * On another stream than 0 the connection MUST end with PROTOCOL_ERROR; with another length than
 * eight octets it MUST end with FRAME_SIZE_ERROR.
 */
export function parsePing(
  bytes: Uint8Array,
  start: number,
  length: number,
  flags: number,
  streamId: number,
): PingFrame {
  if (streamId !== 0) {
    throw protocolError("H2_PING_STREAM", `PING on stream ${streamId} instead of 0`);
  }
  checkFrameLength("H2_PING_SIZE", "PING", length, PING_LENGTH);
  const payload = new Uint8Array(PING_LENGTH);
  for (let i = 0; i < PING_LENGTH; i++) payload[i] = bytes[start + i]!;
  return { ack: (flags & FLAG_PING_ACK) !== 0, payload };
}

/** Appends a PING frame with these eight octets, or its acknowledgment. */
export function writePing(out: OutputBuffer, ack: boolean, payload: Uint8Array): void {
  out.ensure(FRAME_HEADER_LENGTH + PING_LENGTH);
  const flags = ack ? FLAG_PING_ACK : 0;
  writeFrameHeader(out.bytes, out.position, PING_LENGTH, TYPE_PING, flags, 0);
  const start = out.position + FRAME_HEADER_LENGTH;
  for (let i = 0; i < PING_LENGTH; i++) out.bytes[start + i] = payload[i]!;
  out.position = start + PING_LENGTH;
}

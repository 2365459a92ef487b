import { writeLatin1 } from "../hpack/latin1.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import {
  FRAME_HEADER_LENGTH,
  frameSizeError,
  protocolError,
  readUint31,
  readUint32,
  writeFrameHeader,
  writeUint32,
} from "./frame-header.ts";

/**
 * GOAWAY says that its sender ends the connection, and up to which stream it has acted.
 *
 * ```
 *   Reserved (1), Last-Stream-ID (31), Error Code (32), Additional Debug Data (..)
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.8
 */
export const TYPE_GOAWAY = 0x7;

const GOAWAY_LENGTH = 8;
/** So much of the debug data is kept. */
const MAX_DEBUG_BYTES = 100;

/** The contents of a GOAWAY frame. */
export interface GoawayFrame {
  /** Streams above were not and will not be processed. */
  readonly lastStreamId: number;
  readonly errorCode: number;
  /**
   * Text for people, of no fixed form: its first 100 bytes. Bytes other than printable ASCII are
   * escaped, because a log or a terminal would obey them.
   */
  readonly debug: string;
}

/**
 * Parses a GOAWAY payload.
 *
 * On another stream than 0 the connection MUST end with PROTOCOL_ERROR; a payload too short for its
 * fields is a FRAME_SIZE_ERROR.
 */
export function parseGoaway(
  bytes: Uint8Array,
  start: number,
  length: number,
  _flags: number,
  streamId: number,
): GoawayFrame {
  if (streamId !== 0) {
    throw protocolError("H2_GOAWAY_STREAM", `GOAWAY on stream ${streamId} instead of 0`);
  }
  if (length < GOAWAY_LENGTH) {
    throw frameSizeError("H2_GOAWAY_SIZE", `GOAWAY of ${length} bytes instead of 8 or more`);
  }
  return {
    lastStreamId: readUint31(bytes, start),
    errorCode: readUint32(bytes, start + 4),
    debug: escaped(bytes, start + GOAWAY_LENGTH, start + length),
  };
}

function escaped(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  const last = Math.min(end, start + MAX_DEBUG_BYTES);
  for (let at = start; at < last; at++) {
    const byte = bytes[at] as number;
    text +=
      byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return end > last ? `${text}…` : text;
}

/** Appends a GOAWAY frame; `debug` has one character per byte. */
export function writeGoaway(
  out: OutputBuffer,
  lastStreamId: number,
  errorCode: number,
  debug: string,
): void {
  const length = GOAWAY_LENGTH + debug.length;
  out.ensure(FRAME_HEADER_LENGTH + length);
  writeFrameHeader(out.bytes, out.position, length, TYPE_GOAWAY, 0, 0);
  const start = out.position + FRAME_HEADER_LENGTH;
  writeUint32(out.bytes, start, lastStreamId);
  writeUint32(out.bytes, start + 4, errorCode);
  writeLatin1(out.bytes, start + GOAWAY_LENGTH, debug);
  out.position = start + length;
}

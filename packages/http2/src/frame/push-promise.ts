import type { OutputBuffer } from "../output-buffer.ts";
import { FLAG_PADDED } from "./data.ts";
import {
  FRAME_HEADER_LENGTH,
  frameSizeError,
  protocolError,
  readUint31,
  writeFrameHeader,
  writeUint32,
} from "./frame-header.ts";
import { FLAG_END_HEADERS } from "./headers.ts";

/**
 * PUSH_PROMISE announces a response that the client did not ask for. gRPC has no use for it: we
 * forbid it in SETTINGS, and one that comes anyway ends the connection.
 *
 * ```
 *   [Pad Length (8)]                          with PADDED
 *   Reserved (1), Promised Stream ID (31)
 *   Field Block Fragment (..)
 *   [Padding (..)]                            with PADDED
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.6
 */
export const TYPE_PUSH_PROMISE = 0x5;

/** The contents of a PUSH_PROMISE frame. */
export interface PushPromiseFrame {
  readonly promisedStreamId: number;
  /** The field block fragment is `bytes[start .. end)`. */
  readonly start: number;
  readonly end: number;
}

/**
 * Parses a PUSH_PROMISE payload.
 *
 * On stream 0, when a stream is promised that a server cannot open (0 or odd), and when the padding
 * does not fit, the connection MUST end with PROTOCOL_ERROR; a payload too short for its fields is a
 * FRAME_SIZE_ERROR.
 */
export function parsePushPromise(
  bytes: Uint8Array,
  start: number,
  length: number,
  flags: number,
  streamId: number,
): PushPromiseFrame {
  if (streamId === 0) throw protocolError("H2_PUSH_PROMISE_STREAM_0", "PUSH_PROMISE on stream 0");
  const isPadded = (flags & FLAG_PADDED) !== 0;
  if (length < (isPadded ? 5 : 4)) {
    throw frameSizeError("H2_PUSH_PROMISE_SIZE", `PUSH_PROMISE of ${length} bytes`);
  }
  let from = start;
  const padLength = isPadded ? bytes[from++]! : 0;
  const promisedStreamId = readUint31(bytes, from);
  from += 4;
  const end = start + length - padLength;
  if (end < from) {
    throw protocolError(
      "H2_PUSH_PROMISE_PADDING",
      `PUSH_PROMISE of ${length} bytes says that ${padLength} of them are padding`,
    );
  }
  if (promisedStreamId === 0 || (promisedStreamId & 1) === 1) {
    throw protocolError(
      "H2_PUSH_PROMISE_PROMISED",
      `PUSH_PROMISE promises stream ${promisedStreamId}, which a server cannot open`,
    );
  }
  return { promisedStreamId, start: from, end };
}

/** Appends a PUSH_PROMISE frame with a whole field block; nothing but tests sends any. */
export function writePushPromise(
  out: OutputBuffer,
  streamId: number,
  promisedStreamId: number,
  block: Uint8Array,
): void {
  const length = 4 + block.length;
  out.ensure(FRAME_HEADER_LENGTH + length);
  writeFrameHeader(out.bytes, out.position, length, TYPE_PUSH_PROMISE, FLAG_END_HEADERS, streamId);
  writeUint32(out.bytes, out.position + FRAME_HEADER_LENGTH, promisedStreamId);
  out.bytes.set(block, out.position + FRAME_HEADER_LENGTH + 4);
  out.position += FRAME_HEADER_LENGTH + length;
}

import type { OutputBuffer } from "../output-buffer.ts";
import { TYPE_CONTINUATION } from "./continuation.ts";
import { FLAG_END_STREAM, FLAG_PADDED } from "./data.ts";
import {
  FRAME_HEADER_LENGTH,
  frameSizeError,
  protocolError,
  readUint31,
  writeFrameHeader,
} from "./frame-header.ts";

/**
 * HEADERS opens a stream and carries (the beginning of) a field block: a request's or response's
 * header section, or the trailers.
 *
 * ```
 *   [Pad Length (8)]                                with PADDED
 *   [Exclusive (1), Stream Dependency (31)]         with PRIORITY
 *   [Weight (8)]                                    with PRIORITY
 *   Field Block Fragment (..)
 *   [Padding (..)]                                  with PADDED
 * ```
 * Without END_HEADERS the block goes on in CONTINUATION frames, and nothing else MUST come between.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.2
 */
export const TYPE_HEADERS = 0x1;

/** The field block ends with this frame. */
export const FLAG_END_HEADERS = 0x04;

/** The payload has the (deprecated) priority fields. */
export const FLAG_PRIORITY = 0x20;

/** The contents of a HEADERS frame. */
export interface HeadersFrame {
  /** The field block fragment is `bytes[start .. end)`. */
  readonly start: number;
  readonly end: number;
  /** Stream on which this one is said to depend; −1 when the frame does not say. */
  readonly dependency: number;
}

/**
 * Finds the field block fragment in a HEADERS payload.
 *
 * On stream 0, and when the padding does not fit behind the fields in front of it, the connection
 * MUST end with PROTOCOL_ERROR; a payload too short for its fields is a FRAME_SIZE_ERROR. That a
 * stream depends on itself is left to the caller, who must decode the block first.
 */
export function parseHeaders(
  bytes: Uint8Array,
  start: number,
  length: number,
  flags: number,
  streamId: number,
): HeadersFrame {
  if (streamId === 0) throw protocolError("H2_HEADERS_STREAM_0", "HEADERS on stream 0");
  let from = start;
  let end = start + length;
  let dependency = -1;
  if ((flags & (FLAG_PADDED | FLAG_PRIORITY)) !== 0) {
    let padLength = 0;
    const fixed = ((flags & FLAG_PADDED) !== 0 ? 1 : 0) + ((flags & FLAG_PRIORITY) !== 0 ? 5 : 0);
    if (length < fixed) {
      throw frameSizeError(
        "H2_HEADERS_SIZE",
        `HEADERS of ${length} bytes, but its flags announce fields of ${fixed}`,
      );
    }
    if ((flags & FLAG_PADDED) !== 0) padLength = bytes[from++]!;
    if ((flags & FLAG_PRIORITY) !== 0) {
      dependency = readUint31(bytes, from);
      from += 5;
    }
    end -= padLength;
    if (end < from) {
      throw protocolError(
        "H2_HEADERS_PADDING",
        `HEADERS of ${length} bytes says that ${padLength} of them are padding`,
      );
    }
  }
  return { start: from, end, dependency };
}

/** Makes room for the header of a HEADERS frame; returns where it will stand. */
export function beginHeaders(out: OutputBuffer): number {
  out.ensure(FRAME_HEADER_LENGTH);
  const start = out.position;
  out.position += FRAME_HEADER_LENGTH;
  return start;
}

/**
 * Completes the HEADERS frame begun at `start`: the field block was laid behind it up to
 * `out.position`. A block longer than `maxFrameSize` is spread over CONTINUATION frames.
 */
export function finishHeaders(
  out: OutputBuffer,
  start: number,
  streamId: number,
  endStream: boolean,
  maxFrameSize: number,
): void {
  const flags = endStream ? FLAG_END_STREAM : 0;
  const length = out.position - start - FRAME_HEADER_LENGTH;
  if (length <= maxFrameSize) {
    writeFrameHeader(out.bytes, start, length, TYPE_HEADERS, flags | FLAG_END_HEADERS, streamId);
    return;
  }
  writeFrameHeader(out.bytes, start, maxFrameSize, TYPE_HEADERS, flags, streamId);
  const restStart = start + FRAME_HEADER_LENGTH + maxFrameSize;
  const rest = out.bytes.slice(restStart, out.position);
  out.position = restStart;
  for (let at = 0; at < rest.length; at += maxFrameSize) {
    const size = Math.min(maxFrameSize, rest.length - at);
    const endHeaders = at + size === rest.length ? FLAG_END_HEADERS : 0;
    out.ensure(FRAME_HEADER_LENGTH + size);
    writeFrameHeader(out.bytes, out.position, size, TYPE_CONTINUATION, endHeaders, streamId);
    out.bytes.set(rest.subarray(at, at + size), out.position + FRAME_HEADER_LENGTH);
    out.position += FRAME_HEADER_LENGTH + size;
  }
}

import { ErrorCode, StreamError } from "../errors.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import {
  FRAME_HEADER_LENGTH,
  protocolError,
  readUint31,
  writeFrameHeader,
  writeUint32,
} from "./frame-header.ts";

/**
 * PRIORITY carried the priority scheme that RFC 9113 deprecates. It is checked and otherwise ignored.
 *
 * ```
 *   Exclusive (1), Stream Dependency (31), Weight (8)
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.3
 */
export const TYPE_PRIORITY = 0x2;

const PRIORITY_LENGTH = 5;

/** The contents of a PRIORITY frame. */
export interface PriorityFrame {
  readonly dependency: number;
  readonly exclusive: boolean;
  /** 1 to 256. */
  readonly weight: number;
}

/**
 * Parses a PRIORITY payload.
 *
 * On stream 0 the connection MUST end with PROTOCOL_ERROR. A length other than five octets MUST be a
 * stream error FRAME_SIZE_ERROR, and a stream that depends on itself a stream error PROTOCOL_ERROR
 * (RFC 7540 section 5.3.1).
 */
export function parsePriority(
  bytes: Uint8Array,
  start: number,
  length: number,
  _flags: number,
  streamId: number,
): PriorityFrame {
  if (streamId === 0) throw protocolError("H2_PRIORITY_STREAM_0", "PRIORITY on stream 0");
  if (length !== PRIORITY_LENGTH) {
    throw new StreamError(
      streamId,
      ErrorCode.FRAME_SIZE_ERROR,
      "H2_PRIORITY_SIZE",
      `PRIORITY of ${length} bytes instead of ${PRIORITY_LENGTH}`,
    );
  }
  const dependency = readUint31(bytes, start);
  if (dependency === streamId) throw selfDependency(streamId);
  return { dependency, exclusive: bytes[start]! >= 0x80, weight: bytes[start + 4]! + 1 };
}

/** The error of a stream that depends on itself, in PRIORITY or in HEADERS. */
export function selfDependency(streamId: number): StreamError {
  const message = "a stream that depends on itself";
  return new StreamError(streamId, ErrorCode.PROTOCOL_ERROR, "H2_PRIORITY_SELF", message);
}

/** Appends a PRIORITY frame; nothing here sends any, but tests and old peers may want it. */
export function writePriority(out: OutputBuffer, streamId: number, priority: PriorityFrame): void {
  out.ensure(FRAME_HEADER_LENGTH + PRIORITY_LENGTH);
  writeFrameHeader(out.bytes, out.position, PRIORITY_LENGTH, TYPE_PRIORITY, 0, streamId);
  const start = out.position + FRAME_HEADER_LENGTH;
  writeUint32(out.bytes, start, priority.dependency | (priority.exclusive ? 0x8000_0000 : 0));
  out.bytes[start + 4] = priority.weight - 1;
  out.position = start + PRIORITY_LENGTH;
}

import { protocolError, writeFrameHeader } from "./frame-header.ts";

/**
 * DATA carries a stream's body.
 *
 * ```
 *   [Pad Length (8)]  with PADDED
 *   Data (..)
 *   [Padding (..)]    with PADDED
 * ```
 * The connection hands the payload on piece by piece, so there is no parse function here: only the
 * rules. MUST belong to a stream: {@link checkDataStream}. The padding MUST be shorter than the
 * payload: {@link dataBodyLength}. All of the payload counts for flow control, padding included.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.1
 */
export const TYPE_DATA = 0x0;

/** The sender's side of the stream ends with this frame. */
export const FLAG_END_STREAM = 0x01;

/** The payload starts with a pad length and ends with padding. */
export const FLAG_PADDED = 0x08;

/** Writes the header of a DATA frame without padding at `position`, where there is room. */
export function writeDataHeader(
  bytes: Uint8Array,
  position: number,
  length: number,
  endStream: boolean,
  streamId: number,
): void {
  writeFrameHeader(bytes, position, length, TYPE_DATA, endStream ? FLAG_END_STREAM : 0, streamId);
}

/** A DATA frame on stream 0 MUST end the connection with PROTOCOL_ERROR. */
export function checkDataStream(streamId: number): void {
  if (streamId === 0) throw protocolError("H2_DATA_STREAM_0", "DATA on stream 0");
}

/**
 * Length of the body in a padded payload of `length` octets whose first octet is `padLength`.
 *
 * Padding as long as the payload or longer MUST end the connection with PROTOCOL_ERROR.
 */
export function dataBodyLength(length: number, padLength: number): number {
  if (padLength >= length) {
    throw protocolError(
      "H2_DATA_PADDING",
      `DATA of ${length} bytes says that ${padLength} of them are padding`,
    );
  }
  return length - 1 - padLength;
}

import { protocolError } from "./frame-header.ts";

/**
 * CONTINUATION carries on a field block that HEADERS or PUSH_PROMISE began; the payload is nothing
 * but the fragment. Its only flag is END_HEADERS.
 *
 * MUST follow a HEADERS, PUSH_PROMISE or CONTINUATION of the same stream without END_HEADERS, with
 * nothing in between; the connection watches that.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.10
 */
export const TYPE_CONTINUATION = 0x9;

/** Checks a CONTINUATION frame: on stream 0 it MUST end the connection with PROTOCOL_ERROR. */
export function checkContinuationStream(streamId: number): void {
  if (streamId === 0) throw protocolError("H2_CONTINUATION_STREAM_0", "CONTINUATION on stream 0");
}

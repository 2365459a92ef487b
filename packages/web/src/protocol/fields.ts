import {
  codeFromHttpStatus,
  MESSAGE_PREFIX_LENGTH,
  StatusError,
  writeMessagePrefix,
} from "@tramline/rpc";
import { type PieceSource, tooLarge } from "../body/byte-source.ts";
import type { OnlyMessage, StreamedRequests, WebRequest } from "./web-protocol.ts";

/** The header fields of a response: name, value, name, value, … */
export function fieldsOf({ headers }: Response): string[] {
  return [...headers].flat();
}

/**
 * The error of a response that is not of the protocol, such as that of a proxy or a web server.
 *
 * @param isCodec whether it is of the protocol, but in another encoding than the request
 */
export function foreignResponse(
  { status, headers }: Response,
  protocol: string,
  isCodec = false,
): StatusError {
  if (status !== 200) {
    const text = `the server responded with HTTP status ${status}, not with ${protocol}`;
    return new StatusError(codeFromHttpStatus(status), text);
  }
  const text = `invalid content-type of the response: expected that of ${protocol} in the encoding of the request, got ${headers.get("content-type")}`;
  return new StatusError(isCodec ? "INTERNAL" : "UNKNOWN", text);
}

/** Reads a body to its end. */
export async function readWhole(next: PieceSource, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let piece = await next(); piece !== undefined; piece = await next()) {
    length += piece.length;
    if (length > maxBytes) tooLarge(length, maxBytes);
    pieces.push(piece);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A message with its prefix. */
export function partOf(bytes: Uint8Array, isCompressed: boolean): Uint8Array {
  const part = new Uint8Array(MESSAGE_PREFIX_LENGTH + bytes.length);
  writeMessagePrefix(part, 0, bytes.length, isCompressed);
  part.set(bytes, MESSAGE_PREFIX_LENGTH);
  return part;
}

/** The request of a call that sends one message in a body that may have more. */
export function onlyRequest(
  streamed: StreamedRequests,
  fields: readonly string[],
  { bytes, compression }: OnlyMessage,
): WebRequest {
  const isCompressed = compression !== undefined;
  return { ...streamed.request(fields, compression), body: streamed.part(bytes, isCompressed) };
}

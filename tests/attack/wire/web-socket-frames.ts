/** Frames of a WebSocket as clients send them, those that break the rules included (RFC 6455 section 5.2). */

/** A valid key of a handshake. */
export const handshakeKey = "dGhlIHNhbXBsZSBub25jZQ==";

const mask = [0x12, 0xfe, 0x80, 0x07];

/** The types of frames. */
export const Opcode = { CONTINUATION: 0, TEXT: 1, BINARY: 2, CLOSE: 8, PING: 9, PONG: 10 } as const;

/**
 * Returns a frame as a client sends it.
 *
 * @param parts `length` is written in place of that of the payload
 */
export function frame(
  opcode: number,
  payload: Uint8Array | string = "",
  { isFinal = true, isMasked = true, length = Buffer.byteLength(payload) } = {},
): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10);
  header[0] = (isFinal ? 0x80 : 0) | opcode;
  header[1] = (isMasked ? 0x80 : 0) | (length < 126 ? length : length < 65536 ? 126 : 127);
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  if (!isMasked) return Buffer.concat([header, bytes]);
  return Buffer.concat([
    header,
    Buffer.from(mask),
    bytes.map((byte, index) => byte ^ (mask[index % 4] as number)),
  ]);
}

// Frames that a server sends (RFC 6455 section 5.2): whole messages, without masks.
import { FIN, MAX_CONTROL_BYTES, Opcode } from "./opcodes.ts";

const encoder = /*@__PURE__*/ new TextEncoder();

/** The largest length that has 16 bits of its own; a longer one has 64. */
const MAX_SHORT_LENGTH = 0xffff;

/** Returns a frame's header alone, for a payload of `length` bytes that follows it. */
export function frameHeader(opcode: number, length: number): Uint8Array {
  const header = new Uint8Array(headerBytes(length));
  writeHeader(header, opcode, length);
  return header;
}

/** Returns a frame. */
export function frameOf(opcode: number, payload: Uint8Array): Uint8Array {
  const start = headerBytes(payload.length);
  const frame = new Uint8Array(start + payload.length);
  writeHeader(frame, opcode, payload.length);
  frame.set(payload, start);
  return frame;
}

/** Returns a text message. */
export function textFrame(text: string): Uint8Array {
  return frameOf(Opcode.TEXT, encoder.encode(text));
}

/**
 * Returns the frame that ends a connection.
 *
 * @param reason a text for people; cut off where it is longer than a control frame
 */
export function closeFrame(code: number, reason: string): Uint8Array {
  const payload = new Uint8Array(MAX_CONTROL_BYTES);
  new DataView(payload.buffer).setUint16(0, code);
  const { written } = encoder.encodeInto(reason, payload.subarray(2));
  return frameOf(Opcode.CLOSE, payload.subarray(0, 2 + written));
}

function headerBytes(length: number): number {
  if (length <= MAX_CONTROL_BYTES) return 2;
  return length <= MAX_SHORT_LENGTH ? 4 : 10;
}

function writeHeader(bytes: Uint8Array, opcode: number, length: number): void {
  bytes[0] = FIN | opcode;
  if (length <= MAX_CONTROL_BYTES) {
    bytes[1] = length;
    return;
  }
  const view = new DataView(bytes.buffer);
  if (length <= MAX_SHORT_LENGTH) {
    bytes[1] = 126;
    view.setUint16(2, length);
  } else {
    bytes[1] = 127;
    view.setUint32(2, Math.floor(length / 0x1_0000_0000));
    view.setUint32(6, length >>> 0);
  }
}

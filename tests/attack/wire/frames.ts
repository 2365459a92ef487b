/** Names and numbers of RFC 9113, sections 6 and 7, and a buffer that frames are written into. */

export const FrameType = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

export const Flag = { END_STREAM: 0x1, ACK: 0x1, END_HEADERS: 0x4, PADDED: 0x8 } as const;

export const Setting = { HEADER_TABLE_SIZE: 1, INITIAL_WINDOW_SIZE: 4, MAX_FRAME_SIZE: 5 } as const;

export const CANCEL = 8;
export const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
export const emptyPayload = Buffer.alloc(0);

const errorNames = [
  "NO_ERROR",
  "PROTOCOL_ERROR",
  "INTERNAL_ERROR",
  "FLOW_CONTROL_ERROR",
  "SETTINGS_TIMEOUT",
  "STREAM_CLOSED",
  "FRAME_SIZE_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "COMPRESSION_ERROR",
  "CONNECT_ERROR",
  "ENHANCE_YOUR_CALM",
  "INADEQUATE_SECURITY",
  "HTTP_1_1_REQUIRED",
];

/** Returns the name of an error code, or the code where it has no name. */
export function errorName(code: number): string {
  return errorNames[code] ?? `error ${code}`;
}

/** Frames that are sent in one write. Checks nothing: what it writes may well break the protocol. */
export class FrameBatch {
  /** Frames and raw pieces since `clear`. */
  frames = 0;
  private bytes: Buffer;
  private length = 0;

  constructor(size = 128 * 1024) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  get size(): number {
    return this.length;
  }

  clear(): void {
    this.frames = 0;
    this.length = 0;
  }

  /** Returns what was written, in memory of its own. */
  copy(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  /** Writes bytes that hold as many frames. */
  raw(piece: Uint8Array, frames = 1): void {
    this.reserve(piece.length);
    this.bytes.set(piece, this.length);
    this.length += piece.length;
    this.frames += frames;
  }

  frame(type: number, flags: number, streamId: number, payload: Uint8Array = emptyPayload): void {
    this.head(type, flags, streamId, payload.length);
    this.bytes.set(payload, this.length);
    this.length += payload.length;
  }

  /** Writes a frame whose payload is one 32-bit number: RST_STREAM and WINDOW_UPDATE. */
  word(type: number, streamId: number, value: number): void {
    this.head(type, 0, streamId, 4);
    this.length = this.bytes.writeUInt32BE(value, this.length);
  }

  headers(streamId: number, block: Uint8Array, flags: number): void {
    this.frame(FrameType.HEADERS, flags, streamId, block);
  }

  data(streamId: number, payload: Uint8Array, flags = 0): void {
    this.frame(FrameType.DATA, flags, streamId, payload);
  }

  settings(...pairs: readonly (readonly [id: number, value: number])[]): void {
    this.head(FrameType.SETTINGS, 0, 0, pairs.length * 6);
    for (const [id, value] of pairs) {
      this.length = this.bytes.writeUInt16BE(id, this.length);
      this.length = this.bytes.writeUInt32BE(value, this.length);
    }
  }

  private head(type: number, flags: number, streamId: number, length: number): void {
    this.reserve(9 + length);
    const { bytes } = this;
    const at = this.length;
    bytes[at] = length >>> 16;
    bytes[at + 1] = length >>> 8;
    bytes[at + 2] = length;
    bytes[at + 3] = type;
    bytes[at + 4] = flags;
    bytes[at + 5] = streamId >>> 24;
    bytes[at + 6] = streamId >>> 16;
    bytes[at + 7] = streamId >>> 8;
    bytes[at + 8] = streamId;
    this.length = at + 9;
    this.frames++;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

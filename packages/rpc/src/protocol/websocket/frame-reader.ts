import { CloseCode, FrameError, protocolError } from "./frame-error.ts";
import { FIN, MASKED, MAX_CONTROL_BYTES, Opcode } from "./opcodes.ts";

/** The most bytes of a header: two, a length of 64 bits, and the key of the mask. */
const MAX_HEADER_BYTES = 14;
const KEY_BYTES = 4;
/** The bits of the first byte that belong to extensions, of which there are none. */
const RESERVED = 0x70;
/** Frames of messages with a shorter payload count as control frames: they carry next to nothing. */
const SMALL_FRAME_BYTES = 5;
/** As much of a payload is unmasked at a time. */
const PIECE_BYTES = 16 * 1024;

/** Where payloads are unmasked: one piece at a time, which its taker must not keep. */
const piece = /*@__PURE__*/ new Uint8Array(PIECE_BYTES);
const NOTHING = /*@__PURE__*/ new Uint8Array(0);
const decoder = /*@__PURE__*/ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Takes what a client sends. Any of the methods may throw a {@link FrameError}. */
export interface FrameTaker {
  /** How many bytes of binary messages the client may send now. */
  readonly room: number;
  /** A frame has come that carries next to nothing: it counts against what a peer may do. */
  onControl(): void;
  /** A piece of a binary message; `bytes` is reused. */
  onBinary(bytes: Uint8Array, start: number, end: number): void;
  /** A whole text message. */
  onText(text: string): void;
  /** A ping, whose payload a pong must repeat; `payload` belongs to the taker. */
  onPing(payload: Uint8Array): void;
  /** The client ends the connection. Nothing follows. @param code 1005 where it names none */
  onClose(code: number, reason: string): void;
}

/**
 * Reads the frames of a client (RFC 6455 section 5), strictly, without I/O: however the bytes are split into pieces,
 * it finds the same messages and the same errors. Binary messages are passed on as they come, text messages whole.
 */
export class FrameReader {
  private readonly taker: FrameTaker;
  private readonly maxTextBytes: number;
  private readonly header: Uint8Array;
  private readonly view: DataView;
  private headerLength: number;
  /** How many bytes the header has, as far as that is known. */
  private headerSize: number;
  /** The frame under way; its payload has `remaining` bytes to come. */
  private opcode: number;
  private isFinal: boolean;
  private remaining: number;
  private isInPayload: boolean;
  private key: number;
  /** The message whose frames are under way: TEXT, BINARY, or CONTINUATION for none. */
  private message: number;
  private text: Uint8Array;
  private textLength: number;
  private control: Uint8Array;
  private isOver: boolean;

  /** @param maxTextBytes a longer text message is an error with close code 1009 */
  constructor(taker: FrameTaker, maxTextBytes: number) {
    this.taker = taker;
    this.maxTextBytes = maxTextBytes;
    this.header = new Uint8Array(MAX_HEADER_BYTES);
    this.view = new DataView(this.header.buffer);
    this.headerLength = 0;
    this.headerSize = 2;
    this.opcode = 0;
    this.isFinal = false;
    this.remaining = 0;
    this.isInPayload = false;
    this.key = 0;
    this.message = Opcode.CONTINUATION;
    this.text = NOTHING;
    this.textLength = 0;
    this.control = NOTHING;
    this.isOver = false;
  }

  /**
   * Reads `bytes[start..end)`.
   *
   * @throws FrameError for the first violation; nothing may be read after it
   */
  read(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && !this.isOver) {
      at = this.isInPayload ? this.readPayload(bytes, at, end) : this.readHeader(bytes, at, end);
    }
  }

  /** Ignores everything that is still to come. */
  stop(): void {
    this.isOver = true;
    this.text = NOTHING;
  }

  private readHeader(bytes: Uint8Array, from: number, end: number): number {
    const { header } = this;
    let at = from;
    while (at < end && this.headerLength < this.headerSize) {
      header[this.headerLength] = bytes[at]!;
      this.headerLength += 1;
      at += 1;
      if (this.headerLength === 2) this.headerSize = this.checkFirst(header[0]!, header[1]!);
    }
    if (this.headerLength === this.headerSize) this.onHeader();
    return at;
  }

  /** Checks the first two bytes of a frame, and returns how many its header has. */
  private checkFirst(first: number, second: number): number {
    if ((first & RESERVED) !== 0) {
      throw protocolError("WS_RESERVED_BIT", "invalid frame: no extension was agreed upon");
    }
    if ((second & MASKED) === 0) {
      throw protocolError("WS_UNMASKED", "invalid frame: a client must mask its frames");
    }
    const opcode = first & 0xf;
    const isFinal = (first & FIN) !== 0;
    const length = second & 0x7f;
    if (opcode >= Opcode.CLOSE) {
      if (opcode > Opcode.PONG) throw unknownOpcode(opcode);
      if (!isFinal) {
        throw protocolError("WS_CONTROL_FRAGMENT", "invalid control frame: it is fragmented");
      }
      if (length > MAX_CONTROL_BYTES) {
        throw protocolError(
          "WS_CONTROL_LARGE",
          `invalid control frame: expected at most ${MAX_CONTROL_BYTES} bytes`,
        );
      }
    } else if (opcode > Opcode.BINARY) {
      throw unknownOpcode(opcode);
    } else if ((opcode === Opcode.CONTINUATION) === (this.message === Opcode.CONTINUATION)) {
      throw protocolError(
        "WS_CONTINUATION",
        opcode === Opcode.CONTINUATION
          ? "invalid frame: it continues a message, but none has begun"
          : "invalid frame: it begins a message before the last one is whole",
      );
    }
    this.opcode = opcode;
    this.isFinal = isFinal;
    return 2 + KEY_BYTES + (length === 127 ? 8 : length === 126 ? 2 : 0);
  }

  private onHeader(): void {
    const { view, taker, opcode } = this;
    const length = readLength(view);
    this.key = view.getInt32(this.headerSize - KEY_BYTES);
    this.headerLength = 0;
    this.headerSize = 2;
    this.remaining = length;
    if (opcode >= Opcode.CLOSE) {
      taker.onControl();
      this.control = new Uint8Array(length);
    } else {
      if (length < SMALL_FRAME_BYTES) taker.onControl();
      if (opcode !== Opcode.CONTINUATION) this.message = opcode;
      this.checkRoom(length);
    }
    this.isInPayload = length > 0;
    if (length === 0) this.onFrameEnd();
  }

  private checkRoom(length: number): void {
    if (this.message === Opcode.BINARY) {
      if (length <= this.taker.room) return;
      throw new FrameError(
        CloseCode.TOO_LARGE,
        "WS_WINDOW",
        `invalid frame: expected at most ${this.taker.room} bytes, as the window permits, got ${length}`,
      );
    }
    const size = this.textLength + length;
    if (size > this.maxTextBytes) {
      throw new FrameError(
        CloseCode.TOO_LARGE,
        "WS_TEXT_LARGE",
        `invalid text message: expected at most ${this.maxTextBytes} bytes`,
      );
    }
    if (size <= this.text.length) return;
    const doubled = Math.min(this.text.length * 2, this.maxTextBytes);
    const larger = new Uint8Array(Math.max(size, doubled));
    larger.set(this.text.subarray(0, this.textLength));
    this.text = larger;
  }

  private readPayload(bytes: Uint8Array, at: number, end: number): number {
    const count = Math.min(end - at, this.remaining, PIECE_BYTES);
    this.remaining -= count;
    if (this.opcode >= Opcode.CLOSE) {
      const { control } = this;
      this.unmask(bytes, at, count, control, control.length - this.remaining - count);
    } else if (this.message === Opcode.TEXT) {
      this.unmask(bytes, at, count, this.text, this.textLength);
      this.textLength += count;
    } else {
      this.unmask(bytes, at, count, piece, 0);
      this.taker.onBinary(piece, 0, count);
    }
    if (this.remaining === 0) this.onFrameEnd();
    return at + count;
  }

  /** Copies bytes without their mask. The key turns with them, so that its next byte is always its highest one. */
  private unmask(
    from: Uint8Array,
    at: number,
    count: number,
    to: Uint8Array,
    toStart: number,
  ): void {
    let { key } = this;
    for (let i = 0; i < count; i++) {
      key = (key << 8) | (key >>> 24);
      to[toStart + i] = from[at + i]! ^ (key & 0xff);
    }
    this.key = key;
  }

  private onFrameEnd(): void {
    this.isInPayload = false;
    if (this.opcode >= Opcode.CLOSE) {
      this.onControlFrame();
      return;
    }
    if (!this.isFinal) return;
    const { message } = this;
    this.message = Opcode.CONTINUATION;
    if (message !== Opcode.TEXT) return;
    const text = decodeText(this.text.subarray(0, this.textLength));
    this.text = NOTHING;
    this.textLength = 0;
    this.taker.onText(text);
  }

  private onControlFrame(): void {
    const { control, taker } = this;
    this.control = NOTHING;
    if (this.opcode === Opcode.PING) taker.onPing(control);
    else if (this.opcode === Opcode.CLOSE) {
      this.isOver = true;
      this.onCloseFrame(control);
    }
  }

  private onCloseFrame(payload: Uint8Array): void {
    if (payload.length === 0) {
      this.taker.onClose(1005, "");
      return;
    }
    const code = payload.length === 1 ? 0 : new DataView(payload.buffer).getUint16(0);
    if (!mayBeSent(code)) {
      throw protocolError("WS_CLOSE_CODE", "invalid close frame: expected a code that may be sent");
    }
    this.taker.onClose(code, decodeText(payload.subarray(2)));
  }
}

function readLength(view: DataView): number {
  const short = view.getUint8(1) & 0x7f;
  if (short < 126) return short;
  let length = view.getUint16(2);
  let least = 126;
  if (short === 127) {
    // Beyond 2^53 the number is not exact, and too large anyway.
    length = view.getUint32(2) * 0x1_0000_0000 + view.getUint32(6);
    least = 0x1_0000;
  }
  if (length < least || length >= 2 ** 63) {
    throw protocolError("WS_LENGTH", "invalid frame: expected its length in the fewest bytes");
  }
  return length;
}

/** Whether a frame may have a close code (RFC 6455 section 7.4, and IANA's registry). */
function mayBeSent(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FrameError(
      CloseCode.INVALID_TEXT,
      "WS_TEXT_ENCODING",
      "invalid text: expected UTF-8",
    );
  }
}

function unknownOpcode(opcode: number): FrameError {
  return protocolError("WS_OPCODE", `invalid frame: expected a known type, got ${opcode}`);
}

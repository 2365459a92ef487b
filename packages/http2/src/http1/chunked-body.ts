import { badRequest, RequestError } from "./request-error.ts";
import { SectionBuffer } from "./section-buffer.ts";

const CR = 0x0d;
const LF = 0x0a;
const SEMICOLON = 0x3b;

/** The most digits of the size of a chunk; leading zeros count. */
const MOST_SIZE_DIGITS = 16;

/** The most bytes of extensions in all chunks of a body. Clients do not send any in practice. */
const MOST_EXTENSION_BYTES = 4096;

const State = { SIZE: 0, EXTENSION: 1, SIZE_LF: 2, DATA: 3, DATA_CR: 4, DATA_LF: 5, TRAILERS: 6 };

/** Takes the body that is in the chunks. */
export interface ChunkTaker {
  /** Whether to stop reading after the current piece. */
  readonly isFull: boolean;
  /** A chunk of `size` bytes, above 0, begins. */
  onChunk(size: number): void;
  /** A piece of the body, `bytes[start..end)`. */
  onBody(bytes: Uint8Array, start: number, end: number): void;
  /** The last chunk has come, and the trailers: `section.bytes[section.start..section.end)`. */
  onLast(section: SectionBuffer): void;
}

/** Reads a chunked body (RFC 9112 section 7.1), strictly: every line ends in CRLF. */
export class ChunkedBody {
  private readonly taker: ChunkTaker;
  private readonly trailers: SectionBuffer;
  private state: number;
  private size: number;
  private digits: number;
  private extensionBytes: number;

  constructor(taker: ChunkTaker, mostTrailerBytes: number) {
    this.taker = taker;
    this.trailers = new SectionBuffer(mostTrailerBytes);
    this.state = State.SIZE;
    this.size = 0;
    this.digits = 0;
    this.extensionBytes = 0;
  }

  /** Begins another body. */
  begin(): void {
    this.state = State.SIZE;
    this.size = 0;
    this.digits = 0;
    this.extensionBytes = 0;
  }

  /** Whether trailers have begun and are incomplete. */
  get isInTrailers(): boolean {
    return this.trailers.isPartial;
  }

  /**
   * Reads from `bytes[from..end)` until the end of the body or of the bytes, or until the taker is full.
   *
   * @returns up to where bytes have been read
   * @throws RequestError
   */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end) {
      if (this.state === State.DATA) {
        const to = Math.min(end, at + this.size);
        this.size -= to - at;
        if (this.size === 0) this.state = State.DATA_CR;
        this.taker.onBody(bytes, at, to);
        at = to;
        if (this.taker.isFull) return at;
      } else if (this.state === State.TRAILERS) {
        const found = this.trailers.find(bytes, at, end);
        if (found < 0) return end;
        this.taker.onLast(this.trailers);
        this.trailers.release();
        return found;
      } else {
        this.onLineByte(bytes[at]!);
        at += 1;
      }
    }
    return at;
  }

  private onLineByte(byte: number): void {
    switch (this.state) {
      case State.SIZE:
        this.onSizeByte(byte);
        break;
      case State.EXTENSION:
        if (byte === CR) this.state = State.SIZE_LF;
        else this.onExtensionByte(byte);
        break;
      case State.SIZE_LF:
        if (byte !== LF) throw lineError("size");
        this.onSize();
        break;
      case State.DATA_CR:
        if (byte !== CR) throw lineError("data");
        this.state = State.DATA_LF;
        break;
      default:
        if (byte !== LF) throw lineError("data");
        this.state = State.SIZE;
        this.digits = 0;
    }
  }

  private onSizeByte(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.size = this.size * 16 + digit;
      this.digits += 1;
      if (this.digits <= MOST_SIZE_DIGITS && this.size <= Number.MAX_SAFE_INTEGER) return;
      throw badRequest("H1_CHUNK_SIZE_LARGE", "invalid chunk: its size is too large");
    }
    if (this.digits === 0) {
      throw badRequest("H1_CHUNK_SIZE", "invalid chunk: expected its size in hexadecimal digits");
    }
    if (byte === CR) this.state = State.SIZE_LF;
    else if (byte === SEMICOLON) this.state = State.EXTENSION;
    else throw badRequest("H1_CHUNK_SIZE", 'invalid chunk: expected CRLF or ";" behind its size');
  }

  private onExtensionByte(byte: number): void {
    if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) {
      throw badRequest("H1_CHUNK_EXTENSION", "invalid chunk extension: it has a control character");
    }
    this.extensionBytes += 1;
    if (this.extensionBytes <= MOST_EXTENSION_BYTES) return;
    throw new RequestError(
      400,
      "H1_CHUNK_EXTENSIONS_LARGE",
      `invalid chunk extensions: expected at most ${MOST_EXTENSION_BYTES} bytes in a body`,
      "chunkExtensionBytes",
    );
  }

  private onSize(): void {
    if (this.size === 0) {
      this.state = State.TRAILERS;
      return;
    }
    this.state = State.DATA;
    this.taker.onChunk(this.size);
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function lineError(where: string): Error {
  return badRequest("H1_CHUNK_LINE", `invalid chunk: expected CRLF behind its ${where}`);
}

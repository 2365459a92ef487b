import { FieldSection } from "../field-section.ts";
import { readLatin1 } from "../hpack/latin1.ts";
import { ChunkedBody, type ChunkTaker } from "./chunked-body.ts";
import { readFieldLines } from "./field-lines.ts";
import { HeadCache } from "./head-cache.ts";
import { badRequest } from "./request-error.ts";
import { type HeadSettings, type RequestHead, readRequestHead } from "./request-head.ts";
import { SectionBuffer } from "./section-buffer.ts";

/** The empty line behind a section, in bytes. */
const EMPTY_LINE_BYTES = 2;

/** Takes requests, piece by piece. */
export interface RequestTaker {
  /** Whether to stop reading for now. */
  readonly isFull: boolean;
  /** The head of a request has come. Without a body, the request is whole. */
  onHead(head: RequestHead, hasBody: boolean): void;
  /** A chunk begins; `size` is above 0. */
  onChunk(size: number): void;
  /** A piece of the body. */
  onBody(bytes: Uint8Array, start: number, end: number): void;
  /** The body is whole. */
  onBodyEnd(trailers: FieldSection | undefined): void;
}

const Part = { HEAD: 0, LENGTH: 1, CHUNKS: 2, OTHER: 3 } as const;

/**
 * Cuts the bytes of a client into requests (RFC 9112). However they are split into pieces, it finds the same
 * requests and the same errors.
 */
export class RequestReader implements ChunkTaker {
  private readonly taker: RequestTaker;
  private readonly settings: HeadSettings;
  private readonly section: SectionBuffer;
  private readonly cache: HeadCache;
  /** Made with the first chunked body. */
  private chunks: ChunkedBody | undefined;
  private part: number;
  /** Bytes of body still to come, where its length is known. */
  private remaining: number;
  /** One empty line may come before a request (RFC 9112 section 2.2). */
  private hadEmptyLine: boolean;

  constructor(taker: RequestTaker, settings: HeadSettings) {
    this.taker = taker;
    this.settings = settings;
    this.section = new SectionBuffer(settings.mostFieldBytes);
    this.cache = new HeadCache();
    this.chunks = undefined;
    this.part = Part.HEAD;
    this.remaining = 0;
    this.hadEmptyLine = false;
  }

  /** Whether a head or trailers have begun and are incomplete. */
  get isInSection(): boolean {
    return this.section.isPartial || this.chunks?.isInTrailers === true;
  }

  /** The length of a body of which nothing has come; -1 for a chunked body, and for another protocol. */
  get bodyLength(): number {
    return this.part >= Part.CHUNKS ? -1 : this.remaining;
  }

  /** Bytes of body that are still to come; Infinity for a chunked body, and for another protocol. */
  get bytesToCome(): number {
    return this.part >= Part.CHUNKS ? Infinity : this.remaining;
  }

  /** Takes all that follows as the body: it is of another protocol. */
  switchProtocol(): void {
    this.part = Part.OTHER;
  }

  /**
   * Reads a head, or what there is of a body, from `bytes[at..end)`.
   *
   * @returns up to where bytes have been read
   * @throws RequestError
   */
  read(bytes: Uint8Array, at: number, end: number): number {
    if (this.part === Part.HEAD) return this.readHead(bytes, at, end);
    if (this.part === Part.CHUNKS) return (this.chunks as ChunkedBody).read(bytes, at, end);
    if (this.part === Part.OTHER) {
      this.taker.onBody(bytes, at, end);
      return end;
    }
    const to = Math.min(end, at + this.remaining);
    this.remaining -= to - at;
    const isWhole = this.remaining === 0;
    if (isWhole) this.part = Part.HEAD;
    this.taker.onBody(bytes, at, to);
    if (isWhole) this.taker.onBodyEnd(undefined);
    return to;
  }

  private readHead(bytes: Uint8Array, at: number, end: number): number {
    const { section, cache } = this;
    if (!section.isPartial) {
      const matched = cache.match(bytes, at, end);
      if (matched >= 0) {
        this.hadEmptyLine = false;
        this.begin(cache.last, cache.contentLength);
        return matched;
      }
    }
    const found = section.find(bytes, at, end);
    if (found < 0) return end;
    if (section.end - section.start === EMPTY_LINE_BYTES) {
      if (this.hadEmptyLine) {
        throw badRequest("H1_EMPTY_LINES", "invalid request: expected a request line, got CRLF");
      }
      this.hadEmptyLine = true;
      return found;
    }
    this.hadEmptyLine = false;
    const head = readRequestHead(section.bytes, section.start, section.end, this.settings);
    cache.keep(head, section.bytes, section.start, section.end);
    section.release();
    this.begin(head, head.contentLength);
    return found;
  }

  private begin(head: RequestHead, contentLength: number): void {
    if (contentLength === 0) {
      this.taker.onHead(head, false);
      return;
    }
    if (contentLength > 0) {
      this.part = Part.LENGTH;
      this.remaining = contentLength;
    } else {
      this.part = Part.CHUNKS;
      if (this.chunks === undefined) {
        this.chunks = new ChunkedBody(this, this.settings.mostFieldBytes);
      } else {
        this.chunks.begin();
      }
    }
    this.taker.onHead(head, true);
  }

  // --- of a chunked body -------------------------------------------------------------------------

  get isFull(): boolean {
    return this.taker.isFull;
  }

  onChunk(size: number): void {
    this.taker.onChunk(size);
  }

  onBody(bytes: Uint8Array, start: number, end: number): void {
    this.taker.onBody(bytes, start, end);
  }

  onLast({ bytes, start, end }: SectionBuffer): void {
    this.part = Part.HEAD;
    const linesEnd = end - EMPTY_LINE_BYTES;
    if (linesEnd === start) {
      this.taker.onBodyEnd(undefined);
      return;
    }
    const fields: string[] = [];
    const size = readFieldLines(
      { bytes, start, end: linesEnd, text: readLatin1(bytes, start, end), textStart: start },
      this.settings.mostFieldBytes,
      (name, value) => {
        if (isForbiddenTrailer(name)) {
          throw badRequest("H1_TRAILER_NAME", `invalid trailers: ${name} must not be among them`);
        }
        fields.push(name, value);
      },
    );
    this.taker.onBodyEnd(new FieldSection(fields, size, undefined));
  }
}

/** Fields that decide where a message ends or where it goes (RFC 9110 section 6.5.1). */
function isForbiddenTrailer(name: string): boolean {
  switch (name) {
    case "connection":
    case "content-length":
    case "host":
    case "te":
    case "trailer":
    case "transfer-encoding":
    case "upgrade":
      return true;
    default:
      return false;
  }
}

import { badRequest, fieldsTooLarge } from "./request-error.ts";

const CR = 0x0d;
const LF = 0x0a;
const FIRST_BYTES = 512;
const NOTHING = new Uint8Array(0);

/**
 * Finds the end of a header or trailer section: an empty line. A section that comes in several pieces is
 * put together here; one that is whole in its piece is not copied. Each byte is looked at once.
 *
 * Lines end in CRLF and in nothing else (RFC 9112 section 2.2 permits a lone LF, by which two readers of
 * the same bytes can find different requests).
 */
export class SectionBuffer {
  /** The section is `bytes[start..end)`, with the empty line, once `find` has returned its end. */
  bytes: Uint8Array;
  start: number;
  end: number;
  private readonly mostBytes: number;
  private memory: Uint8Array;
  /** How much of `memory` is a section that is not whole. */
  private kept: number;
  /** Where the line begins that is being read, and where reading goes on, both in the section. */
  private lineStart: number;
  private position: number;

  /** @param mostBytes a longer section is an error with status 431 */
  constructor(mostBytes: number) {
    this.bytes = NOTHING;
    this.start = 0;
    this.end = 0;
    this.mostBytes = mostBytes;
    this.memory = NOTHING;
    this.kept = 0;
    this.lineStart = 0;
    this.position = 0;
  }

  /** Whether a section has begun and is incomplete. */
  get isPartial(): boolean {
    return this.kept > 0;
  }

  /**
   * Looks for the end of a section in `bytes[at..end)`.
   *
   * @returns up to where `bytes` belong to the section; -1 when all of them do and more is to come
   * @throws RequestError for a line that does not end in CRLF, or a section that is too large
   */
  find(bytes: Uint8Array, at: number, end: number): number {
    if (this.kept === 0) {
      const found = this.scan(bytes, at, end);
      if (found < 0) {
        this.keep(bytes, at, end);
        return -1;
      }
      this.bytes = bytes;
      this.start = at;
      this.end = found;
      this.restart();
      return found;
    }
    const before = this.kept;
    this.keep(bytes, at, end);
    const found = this.scan(this.memory, 0, this.kept);
    if (found < 0) return -1;
    this.bytes = this.memory;
    this.start = 0;
    this.end = found;
    this.restart();
    return at + found - before;
  }

  /** Releases the memory of a section that came in several pieces. */
  release(): void {
    this.bytes = NOTHING;
    this.memory = NOTHING;
  }

  private restart(): void {
    this.kept = 0;
    this.lineStart = 0;
    this.position = 0;
  }

  private keep(bytes: Uint8Array, at: number, end: number): void {
    const size = this.kept + end - at;
    if (size > this.memory.length) {
      // More than the most is never looked at.
      const larger = new Uint8Array(Math.max(size, this.memory.length * 2, FIRST_BYTES));
      larger.set(this.memory.subarray(0, this.kept));
      this.memory = larger;
    }
    this.memory.set(bytes.subarray(at, end), this.kept);
    this.kept = size;
  }

  /** Returns the end of the section that begins at `from`; -1 when it is not in `bytes[from..end)`. */
  private scan(bytes: Uint8Array, from: number, end: number): number {
    const until = Math.min(end, from + this.mostBytes);
    let lineStart = from + this.lineStart;
    for (let i = from + this.position; i < until; i++) {
      if (bytes[i] !== LF) continue;
      if (i === lineStart || bytes[i - 1] !== CR) {
        throw badRequest("H1_BARE_LF", "invalid line: expected CRLF at its end, got LF alone");
      }
      if (i - 1 === lineStart) return i + 1;
      lineStart = i + 1;
    }
    if (end - from >= this.mostBytes) throw fieldsTooLarge(this.mostBytes);
    this.lineStart = lineStart - from;
    this.position = until - from;
    return -1;
  }
}

import type { RequestHead } from "./request-head.ts";

const ZERO = 0x30;
const CR = 0x0d;
/** More digits than this are left to the reader, which rejects them. */
const MOST_DIGITS = 15;
/** A longer head is not kept. */
const MOST_BYTES = 4096;
const NOTHING = new Uint8Array(0);

/**
 * The last head of a connection. Clients send the same one again and again, but for the length of the body:
 * those bytes need not be read twice, and what was derived from the fields (`FieldSection.memo`) is kept.
 */
export class HeadCache {
  /** The length of the body in the head that was matched; -1 when it is chunked. */
  contentLength: number;
  private bytes: Uint8Array;
  /** Where the digits of content-length are in `bytes`; both are its length without that field. */
  private digitsStart: number;
  private digitsEnd: number;
  private head: RequestHead | undefined;

  constructor() {
    this.contentLength = 0;
    this.bytes = NOTHING;
    this.digitsStart = 0;
    this.digitsEnd = 0;
    this.head = undefined;
  }

  /** Keeps a head that has been read from `bytes[start..end)`. */
  keep(head: RequestHead, bytes: Uint8Array, start: number, end: number): void {
    if (end - start > MOST_BYTES) {
      this.head = undefined;
      this.bytes = NOTHING;
      return;
    }
    this.head = head;
    this.bytes = bytes.slice(start, end);
    this.digitsStart = this.bytes.length;
    this.digitsEnd = this.bytes.length;
    if (head.contentLength > 0) this.findDigits();
  }

  /**
   * Returns the head that `bytes[at..end)` begin with, if it is the last one.
   *
   * @returns where the head ends; -1 when it is another one, or not whole
   */
  match(bytes: Uint8Array, at: number, end: number): number {
    const { bytes: own, digitsStart, digitsEnd } = this;
    if (this.head === undefined || end - at < digitsStart) return -1;
    for (let i = 0; i < digitsStart; i++) if (bytes[at + i] !== own[i]) return -1;
    let to = at + digitsStart;
    this.contentLength = this.head.contentLength;
    if (digitsStart === own.length) return to;
    let length = 0;
    const digitsAt = to;
    for (; to < end; to++) {
      const digit = bytes[to]! - ZERO;
      if (digit < 0 || digit > 9) break;
      length = length * 10 + digit;
    }
    if (to === digitsAt || to - digitsAt > MOST_DIGITS) return -1;
    this.contentLength = length;
    const rest = own.length - digitsEnd;
    if (end - to < rest) return -1;
    for (let i = 0; i < rest; i++) if (bytes[to + i] !== own[digitsEnd + i]) return -1;
    return to + rest;
  }

  /** The head that was matched or kept last. */
  get last(): RequestHead {
    return this.head as RequestHead;
  }

  /** Finds the digits of content-length, which has been read: there is one such field. */
  private findDigits(): void {
    const { bytes } = this;
    const name = "\r\ncontent-length:";
    for (let at = 0; at + name.length < bytes.length; at++) {
      if (bytes[at] !== CR || !matches(bytes, at, name)) continue;
      let start = at + name.length;
      while (bytes[start] === 0x20 || bytes[start] === 0x09) start += 1;
      let end = start;
      while (bytes[end]! >= ZERO && bytes[end]! <= 0x39) end += 1;
      this.digitsStart = start;
      this.digitsEnd = end;
      return;
    }
  }
}

/** Whether bytes are a text in lower case, without regard to case. */
function matches(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[at + i]!;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== text.charCodeAt(i)) return false;
  }
  return true;
}

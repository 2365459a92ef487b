import type { StatusError } from "../status/status-error.ts";
import { MESSAGE_PREFIX_LENGTH, prefixError, readMessageLength } from "./message-prefix.ts";
import { giveBackMemory, takeMemory } from "./segment-memory.ts";

/** A message beyond this gets memory of exactly its own size. */
const LARGE_BYTES = 64 * 1024;
const SMALLEST_SEGMENT = 256;
/** How many times as large as what it holds memory is at most. */
const GROWTH = 4;

const NOTHING = new Uint8Array(0);

/** Memory that holds messages at `bytes[start..end)`, in their order. */
class Segment {
  bytes: Uint8Array;
  start: number;
  end: number;
  next: Segment | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.start = 0;
    this.end = 0;
    this.next = undefined;
  }
}

/**
 * The part of a body that nobody has read yet, as it came: length-prefixed messages, not inflated and
 * not decoded. Flow control bounds its size.
 *
 * Pieces of whatever size are copied one after another into memory that grows with what it holds, so
 * that a byte costs a few bytes at most. Each message is contiguous. A length prefix reserves nothing:
 * memory for a message under way is at most four times as large as the part of it that has come.
 */
export class MessageBuffer {
  private readonly maxMessageBytes: number;
  private head: Segment | undefined;
  private tail: Segment | undefined;
  /** Where the message that is under way begins in the tail; its end when there is none. */
  private partialStart: number;
  /** How long that message will be with its prefix; 0 while its prefix is incomplete. */
  private partialTotal: number;
  /** Bytes held, prefixes included. */
  size: number;
  /** The message that `find` found is `bytes[start..end)`. */
  bytes: Uint8Array;
  start: number;
  end: number;
  isCompressed: boolean;
  /** `bytes` holds this message alone and will not be used again. */
  isOwned: boolean;

  /** @param maxMessageBytes the largest message accepted, as it travels, without its prefix */
  constructor(maxMessageBytes: number) {
    this.maxMessageBytes = maxMessageBytes;
    this.head = undefined;
    this.tail = undefined;
    this.partialStart = 0;
    this.partialTotal = 0;
    this.size = 0;
    this.bytes = NOTHING;
    this.start = 0;
    this.end = 0;
    this.isCompressed = false;
    this.isOwned = false;
  }

  /** Whether there is a whole message. */
  get hasMessage(): boolean {
    const { head } = this;
    if (head === undefined) return false;
    return head.start < (head === this.tail ? this.partialStart : head.end);
  }

  /** Whether there is the beginning of a message. */
  get hasPartial(): boolean {
    return this.tail !== undefined && this.tail.end > this.partialStart;
  }

  /** How many bytes are still to come of the message under way; 0 while its length is unknown. */
  get bytesToCome(): number {
    if (this.partialTotal === 0) return 0;
    return this.partialTotal - ((this.tail as Segment).end - this.partialStart);
  }

  /**
   * Adds a piece of the body.
   *
   * @returns the error for a message with an invalid prefix; the buffer is of no use from then on
   */
  append(bytes: Uint8Array, start: number, end: number): StatusError | undefined {
    let at = start;
    if (this.hasPartial) {
      const resumed = this.continuePartial(bytes, at, end);
      if (typeof resumed !== "number") return resumed;
      at = resumed;
    }
    // Whole messages are copied in one go.
    let next = at;
    let total = 0;
    while (end - next >= MESSAGE_PREFIX_LENGTH) {
      const flag = bytes[next] as number;
      const length = readMessageLength(bytes, next);
      if (flag > 1 || length > this.maxMessageBytes) {
        return prefixError(flag, length, this.maxMessageBytes);
      }
      total = MESSAGE_PREFIX_LENGTH + length;
      if (total > end - next) break;
      next += total;
      total = 0;
    }
    if (next > at) {
      const tail = this.put(bytes, at, next);
      this.partialStart = tail.end;
    }
    if (next < end) {
      this.partialTotal = total;
      this.put(bytes, next, end);
    }
    return undefined;
  }

  /** @returns where in `bytes` the next message begins, or the error for an invalid prefix. */
  private continuePartial(bytes: Uint8Array, start: number, end: number): number | StatusError {
    let at = start;
    if (this.partialTotal === 0) {
      let tail = this.tail as Segment;
      const missing = MESSAGE_PREFIX_LENGTH - (tail.end - this.partialStart);
      const size = Math.min(missing, end - at);
      tail = this.put(bytes, at, at + size);
      at += size;
      if (size < missing) return at;
      const flag = tail.bytes[this.partialStart] as number;
      const length = readMessageLength(tail.bytes, this.partialStart);
      if (flag > 1 || length > this.maxMessageBytes) {
        return prefixError(flag, length, this.maxMessageBytes);
      }
      this.partialTotal = MESSAGE_PREFIX_LENGTH + length;
    }
    const missing = this.bytesToCome;
    const size = Math.min(missing, end - at);
    if (size > 0) this.put(bytes, at, at + size);
    if (size === missing) {
      this.partialTotal = 0;
      this.partialStart = (this.tail as Segment).end;
    }
    return at + size;
  }

  /** Visits the whole messages in order, without taking them. */
  forEachMessage(visit: (bytes: number, isCompressed: boolean) => void): void {
    for (let one = this.head; one !== undefined; one = one.next) {
      const end = one === this.tail ? this.partialStart : one.end;
      let at = one.start;
      while (at < end) {
        const length = readMessageLength(one.bytes, at);
        visit(length, one.bytes[at] === 1);
        at += MESSAGE_PREFIX_LENGTH + length;
      }
    }
  }

  /** Finds the first whole message: `bytes`, `start`, `end`, … tell where. False when there is none. */
  find(): boolean {
    if (!this.hasMessage) return false;
    const head = this.head as Segment;
    const { bytes, start } = head;
    this.bytes = bytes;
    this.start = start + MESSAGE_PREFIX_LENGTH;
    this.end = this.start + readMessageLength(bytes, start);
    this.isCompressed = bytes[start] === 1;
    this.isOwned = start === 0 && this.end === bytes.length && this.end > LARGE_BYTES;
    return true;
  }

  /** Finds the whole messages that follow the first one in its memory: `bytes[start..end)`, prefixes included. */
  findRun(): boolean {
    if (!this.hasMessage) return false;
    const head = this.head as Segment;
    this.bytes = head.bytes;
    this.start = head.start;
    this.end = head === this.tail ? this.partialStart : head.end;
    this.isOwned = false;
    return true;
  }

  /** Removes the messages that `findRun` found, up to `end`. @returns the number of bytes */
  removeRun(end: number): number {
    this.end = end;
    return this.remove();
  }

  /**
   * Removes the message that `find` found.
   *
   * @returns how many bytes it took with its prefix
   */
  remove(): number {
    const head = this.head as Segment;
    const total = this.end - head.start;
    head.start = this.end;
    this.size -= total;
    if (head.start === head.end) {
      if (!this.isOwned) giveBackMemory(head.bytes);
      head.bytes = NOTHING;
      head.start = 0;
      head.end = 0;
      if (head === this.tail) this.partialStart = 0;
      else this.head = head.next;
    }
    this.bytes = NOTHING;
    return total;
  }

  /**
   * Removes everything.
   *
   * @param isInUse somebody still reads the first message
   */
  clear(isInUse: boolean): void {
    if (!isInUse) {
      for (let one = this.head; one !== undefined; one = one.next) giveBackMemory(one.bytes);
    }
    this.head = undefined;
    this.tail = undefined;
    this.partialStart = 0;
    this.partialTotal = 0;
    this.size = 0;
    this.bytes = NOTHING;
  }

  /** Copies bytes behind what is held, contiguous with the message under way. */
  private put(bytes: Uint8Array, start: number, end: number): Segment {
    const length = end - start;
    const tail = this.roomFor(length);
    if (length < 32) {
      for (let i = 0; i < length; i++) tail.bytes[tail.end + i] = bytes[start + i] as number;
    } else {
      tail.bytes.set(bytes.subarray(start, end), tail.end);
    }
    tail.end += length;
    this.size += length;
    return tail;
  }

  private roomFor(length: number): Segment {
    const { tail, partialStart } = this;
    if (tail === undefined) {
      const first = new Segment(takeMemory(capacityFor(length, this.partialTotal)));
      this.head = first;
      this.tail = first;
      return first;
    }
    if (tail.bytes.length - tail.end >= length) return tail;
    const partial = tail.end - partialStart;
    const isAlone = tail.start === partialStart;
    this.partialStart = 0;
    if (isAlone && tail.bytes.length >= partial + length) {
      tail.bytes.copyWithin(0, partialStart, tail.end);
      tail.start = 0;
      tail.end = partial;
      return tail;
    }
    const memory = takeMemory(capacityFor(partial + length, this.partialTotal));
    if (partial > 0) memory.set(tail.bytes.subarray(partialStart, tail.end));
    if (isAlone) {
      giveBackMemory(tail.bytes);
      tail.bytes = memory;
      tail.start = 0;
      tail.end = partial;
      return tail;
    }
    tail.end = partialStart;
    const added = new Segment(memory);
    added.end = partial;
    tail.next = added;
    this.tail = added;
    return added;
  }
}

/**
 * How much memory to take for `needed` bytes that are there.
 *
 * @param total length of the message that they are the beginning of, with its prefix; 0 if unknown
 */
function capacityFor(needed: number, total: number): number {
  if (total > LARGE_BYTES && needed <= total && total <= needed * GROWTH) return total;
  const step = stepFor(needed);
  // Unless half of it will be filled: what is held is counted by its bytes.
  const fitting = Math.ceil(Math.max(needed, total) / SMALLEST_SEGMENT) * SMALLEST_SEGMENT;
  return fitting * 2 <= step ? fitting : step;
}

/** The smallest of 256 B, 1 KiB, 4 KiB, 16 KiB, … that is large enough. */
function stepFor(bytes: number): number {
  let step = SMALLEST_SEGMENT;
  while (step < bytes) step *= GROWTH;
  return step;
}

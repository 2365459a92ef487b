// Cuts a stream of bytes, in chunks of whatever size, into the messages in it, each of which stands
// behind its length as varint.

import { DecodeError } from "../wire/wire-error.ts";

/** The largest message by default: 64 MiB. */
const DEFAULT_MAX_MESSAGE_BYTES: number = 64 * 1024 * 1024;

/** Options for reading a stream of messages. */
export interface DelimitedOptions {
  /**
   * The largest message to accept, in bytes. A larger one throws as soon as its length is read,
   * before memory is allocated for it. Default: 64 MiB.
   */
  readonly maxMessageBytes?: number | undefined;
}

const nothing = new Uint8Array(0);

/** Takes chunks and gives messages. What it holds is bounded by one message and one chunk. */
export class MessageSplitter {
  private readonly maxMessageBytes: number;
  /** Where the messages are taken from: a chunk, or what was left of chunks before, joined. */
  private bytes: Uint8Array;
  private position: number;
  private end: number;
  /** `bytes` are ours to append to. */
  private isOwn: boolean;
  /** Of all bytes before `bytes[0]`. */
  private offset: number;

  /** @throws RangeError for an invalid limit */
  constructor(options: DelimitedOptions) {
    const { maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES } = options;
    if (!(maxMessageBytes >= 0 && maxMessageBytes <= 0x7fffffff)) {
      throw new RangeError(
        `invalid maxMessageBytes: expected a number from 0 to 2147483647, got ${maxMessageBytes}`,
      );
    }
    this.maxMessageBytes = maxMessageBytes;
    this.bytes = nothing;
    this.position = 0;
    this.end = 0;
    this.isOwn = false;
    this.offset = 0;
  }

  /** Adds a chunk. It is referred to until {@link next} has returned undefined. */
  push(chunk: Uint8Array): void {
    if (this.position < this.end) {
      this.append(chunk);
      return;
    }
    this.offset += this.end;
    this.bytes = chunk;
    this.isOwn = false;
    this.position = 0;
    this.end = chunk.length;
  }

  private append(chunk: Uint8Array): void {
    // Twice as much as is needed, so that many small chunks cost no more than linear time.
    if (!this.isOwn || this.end + chunk.length > this.bytes.length) {
      this.moveTo(new Uint8Array((this.end - this.position + chunk.length) * 2));
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Moves what is left to memory of our own. */
  private moveTo(memory: Uint8Array): void {
    memory.set(this.bytes.subarray(this.position, this.end));
    this.offset += this.position;
    this.bytes = memory;
    this.isOwn = true;
    this.end -= this.position;
    this.position = 0;
  }

  /** Nothing more in what is there: what is left of a chunk is copied, whose memory may be used again. */
  private wait(): undefined {
    const left = this.end - this.position;
    if (left > 0 && !this.isOwn) this.moveTo(new Uint8Array(left * 2));
    return undefined;
  }

  /**
   * The next message, as part of memory that is used again; undefined when more bytes are needed.
   *
   * @throws DecodeError for an invalid length, or one above `maxMessageBytes`
   */
  next(): Uint8Array | undefined {
    let length = 0;
    let unit = 1;
    let at = this.position;
    for (;;) {
      if (at === this.end) return this.wait();
      const byte = this.bytes[at++] as number;
      length += (byte & 127) * unit;
      if (byte < 128) break;
      unit *= 128;
      if (at - this.position === 5) throw this.badLength("has more than five bytes");
    }
    if (length > this.maxMessageBytes) {
      throw this.badLength(`is ${length}, and maxMessageBytes is ${this.maxMessageBytes}`);
    }
    if (at + length > this.end) return this.wait();
    this.position = at + length;
    return this.bytes.subarray(at, at + length);
  }

  /**
   * To be called when there are no more chunks.
   *
   * @throws DecodeError when the last message is not complete
   */
  finish(): void {
    if (this.position === this.end) return;
    throw new DecodeError(
      "PB_DECODE_STREAM_ENDED",
      "the stream ends within a message: it was cut off",
      this.offset + this.end,
    );
  }

  private badLength(what: string): DecodeError {
    return new DecodeError(
      "PB_DECODE_MESSAGE_TOO_LARGE",
      `the length of a message ${what}: the bytes are damaged, or not a stream of messages`,
      this.offset + this.position,
    );
  }
}

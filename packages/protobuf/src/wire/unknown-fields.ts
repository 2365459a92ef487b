// Fields that a message does not know are kept as they were encoded, in the order of their arrival.
//
// An attacker chooses how many there are: a message of 4 MiB can hold two million. Keeping one costs no
// object of its own. What is contiguous in the input is remembered as one range and copied once.

import { copyBytes } from "./get.ts";
import { putHalves, putVarint } from "./put.ts";

/** A message of any type, generated or not. */
export interface ExtensibleMessage {
  /** The fields that the message's type does not know, as they came; extensions are among them. */
  $unknown?: Uint8Array | undefined;
}

/**
 * Memory that was made here for one decoding, and that may be appended to in place. Other memory
 * may be shared with messages that were decoded before.
 */
export type OwnMemory = Set<ArrayBufferLike>;

const none = new Uint8Array(0);

/** The unknown fields of one message while it is decoded. */
export class UnknownRun {
  readonly message: ExtensibleMessage;
  /** The run of a message around this one, if one is open. */
  readonly outer: UnknownRun | undefined;
  private readonly own: OwnMemory;
  /** Where the range of the input begins and ends that comes after what is in the memory. */
  private start: number;
  private end: number;
  /** The copied bytes: the first `length` of them. */
  private memory: Uint8Array;
  private length: number;

  constructor(message: ExtensibleMessage, outer: UnknownRun | undefined, own: OwnMemory) {
    this.message = message;
    this.outer = outer;
    this.own = own;
    this.start = 0;
    this.end = 0;
    this.memory = none;
    this.length = 0;
    if (message.$unknown !== undefined) this.resume(message.$unknown);
  }

  /** Adds the field in `bytes` from `start` to `end`. All calls pass the same `bytes`. */
  add(bytes: Uint8Array, start: number, end: number): void {
    if (start !== this.end) {
      this.copyRange(bytes);
      this.start = start;
    }
    this.end = end;
  }

  /** Adds a field with an int32 in it that is not in `bytes` with a tag of its own. */
  addVarint(bytes: Uint8Array, tag: number, value: number): void {
    this.copyRange(bytes);
    // The most that a tag and an int32 take.
    const { memory, length } = this.reserve(15);
    this.length = putHalves(memory, putVarint(memory, length, tag), value, value >> 31);
  }

  /**
   * Stores all of it in the message: a copy, unless the reader owns its bytes and these are most of them.
   *
   * @param ownsBytes nothing else refers to `bytes`
   */
  store(bytes: Uint8Array, ownsBytes: boolean): void {
    const { message, start, end } = this;
    if (this.length === 0) {
      const isMost = ownsBytes && (end - start) * 2 >= bytes.length;
      message.$unknown = isMost
        ? new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start)
        : copyBytes(bytes, start, end);
      return;
    }
    this.copyRange(bytes);
    message.$unknown = new Uint8Array(this.memory.buffer, 0, this.length);
  }

  /** Goes on with what the message holds from before: in place, where its memory was made here. */
  private resume(kept: Uint8Array): void {
    if (this.own.has(kept.buffer)) {
      this.memory = new Uint8Array(kept.buffer);
    } else {
      this.reserve(kept.length).memory.set(kept);
    }
    this.length = kept.length;
  }

  private copyRange(bytes: Uint8Array): void {
    const count = this.end - this.start;
    if (count === 0) return;
    const { memory, length } = this.reserve(count);
    // Few bytes are copied sooner by a loop.
    if (count <= 32) {
      for (let i = 0; i < count; i++) memory[length + i] = bytes[this.start + i] as number;
    } else {
      memory.set(bytes.subarray(this.start, this.end), length);
    }
    this.length = length + count;
    this.start = this.end;
  }

  /** Makes room for `count` more bytes. Memory doubles: many small fields take linear time. */
  private reserve(count: number): this {
    const needed = this.length + count;
    if (needed > this.memory.length) {
      const memory = new Uint8Array(needed * 2);
      memory.set(this.memory);
      this.own.add(memory.buffer);
      this.memory = memory;
    }
    return this;
  }
}

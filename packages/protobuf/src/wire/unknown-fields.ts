// Fields that a message does not know are kept as they were encoded, one behind another.

import { copyBytes } from "./get.ts";
import { putHalves, putVarint } from "./put.ts";

/**
 * Memory that was made here for one decoding, and that may be appended to in place. Other memory
 * may be shared with messages that were decoded before.
 */
export type OwnMemory = Set<ArrayBufferLike>;

/**
 * Adds the bytes from `start` to `end` to those kept before. Memory doubles, so that many small
 * fields cost no more than linear time.
 */
export function joinFields(
  kept: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  own: OwnMemory,
): Uint8Array {
  const length = kept.length + end - start;
  let memory = kept.buffer;
  if (!own.has(memory) || memory.byteLength < length) {
    memory = new ArrayBuffer(length * 2);
    new Uint8Array(memory).set(kept);
    own.add(memory);
  }
  const joined = new Uint8Array(memory, 0, length);
  joined.set(bytes.subarray(start, end), kept.length);
  return joined;
}

/** A field with an int32 in it, tag and all. */
export function varintField(tag: number, value: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const end = putHalves(bytes, putVarint(bytes, 0, tag), value, value >> 31);
  return copyBytes(bytes, 0, end);
}

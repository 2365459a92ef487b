import { earlyCollection } from "./early-collection.ts";

/** Sizes of memory that are kept for the next use. */
const SMALL_BYTES = 64 * 1024;
const LARGE_BYTES = 256 * 1024;
/** How many pieces of each size are kept at most: 1 MiB of either. */
const MAX_SMALL = 16;
const MAX_LARGE = 4;

const smallPieces: Uint8Array[] = [];
const largePieces: Uint8Array[] = [];

/** The part of Node that other platforms lack. */
const node = globalThis as {
  readonly Buffer?: { allocUnsafeSlow(length: number): { readonly buffer: ArrayBuffer } };
};

/** Memory of exactly `bytes` bytes, with whatever is in it. */
export function takeMemory(bytes: number): Uint8Array {
  const kept =
    bytes === SMALL_BYTES
      ? smallPieces.pop()
      : bytes === LARGE_BYTES
        ? largePieces.pop()
        : undefined;
  if (kept !== undefined) return kept;
  if (bytes > SMALL_BYTES) earlyCollection.count(bytes);
  if (node.Buffer === undefined) return new Uint8Array(bytes);
  return new Uint8Array(node.Buffer.allocUnsafeSlow(bytes).buffer);
}

/** Keeps memory for the next use, if it has a common size. Nobody may refer to it any more. */
export function giveBackMemory(memory: Uint8Array): void {
  if (memory.length === SMALL_BYTES) {
    if (smallPieces.length < MAX_SMALL) smallPieces.push(memory);
  } else if (memory.length === LARGE_BYTES) {
    if (largePieces.length < MAX_LARGE) largePieces.push(memory);
  }
}

import type { MemoryLender } from "../exchange/exchange.ts";

/** The most memory that the process keeps while it is not in use. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;
const STEP_BYTES = 64 * 1024;

/** The part of Node that other platforms lack. */
const node = globalThis as {
  readonly Buffer?: { allocUnsafeSlow(length: number): { readonly buffer: ArrayBuffer } };
};

const kept: Uint8Array[] = [];
let keptBytes = 0;

/**
 * Memory for encoding large messages, used again once the socket has taken it: fresh memory of such a
 * size comes from the system page by page, which costs more than encoding into it.
 */
export const largeMemory: MemoryLender & { take(bytes: number): Uint8Array } = {
  /** At least so many bytes, with whatever is in them. */
  take(bytes) {
    const at = kept.findIndex((one) => one.length >= bytes);
    if (at >= 0) {
      const memory = kept[at] as Uint8Array;
      kept.splice(at, 1);
      keptBytes -= memory.length;
      return memory;
    }
    const rounded = Math.ceil(bytes / STEP_BYTES) * STEP_BYTES;
    if (node.Buffer === undefined) return new Uint8Array(rounded);
    return new Uint8Array(node.Buffer.allocUnsafeSlow(rounded).buffer);
  },

  giveBack(bytes) {
    const memory = new Uint8Array(bytes.buffer);
    if (keptBytes + memory.length > MAX_KEPT_BYTES) return;
    kept.push(memory);
    keptBytes += memory.length;
  },
};

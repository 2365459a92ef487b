/** The size of a fresh output buffer: several hundred small calls, one large write. */
export const OUTPUT_BUFFER_BYTES = 64 * 1024;

/** How many idle buffers the process keeps. */
const MAX_SPARE = 16;

const spare: Uint8Array[] = [];

/** A buffer for one flush. Idle connections hold none, so their memory stays small. */
export function takeOutputBuffer(): Uint8Array {
  return spare.pop() ?? new Uint8Array(OUTPUT_BUFFER_BYTES);
}

/** Gives a written buffer back. Buffers that have grown are left to the collector. */
export function giveOutputBuffer(bytes: Uint8Array): void {
  if (bytes.length === OUTPUT_BUFFER_BYTES && spare.length < MAX_SPARE) spare.push(bytes);
}

import type * as zlib from "node:zlib";
import { type KeptOutput, KeptState, MAX_KEPT_OUTPUT_BYTES } from "./kept-state.ts";
import type { InflateOptions } from "./zlib-compressor.ts";

/** The functions of node:zlib for one format. */
interface Format {
  createCompress(options: zlib.ZlibOptions): unknown;
  createInflate(): unknown;
  compressSync(bytes: Uint8Array, options?: zlib.ZlibOptions): Uint8Array;
  inflateSync(bytes: Uint8Array, options?: InflateOptions): Uint8Array;
}

/** The functions of ZlibCodec that work in place. */
export interface KeptCodec {
  compressSync(bytes: Uint8Array): Uint8Array;
  inflateSync(bytes: Uint8Array, options: InflateOptions): Uint8Array | KeptOutput;
}

/** The window of the kept state, as a power of 2: what is compressed in place is no larger. */
const WINDOW_BITS = 13;
const LARGEST_INPUT = 2 ** WINDOW_BITS;

/** Compresses and inflates small messages with states that are kept, where the runtime lets them be. */
export function keptCodec(format: Format): KeptCodec {
  const deflating = new KeptState(
    () => format.createCompress({ windowBits: WINDOW_BITS }),
    (state) =>
      samples().every((sample) => {
        const packed = state.run(sample, MAX_KEPT_OUTPUT_BYTES);
        return packed !== undefined && isSame(format.inflateSync(packed.buffer), sample);
      }),
  );
  const inflating = new KeptState(
    () => format.createInflate(),
    (state) =>
      samples().every((sample) => {
        const packed = format.compressSync(sample);
        const found = state.run(packed, sample.length);
        return (
          found !== undefined &&
          isSame(found.buffer, sample) &&
          found.engine.bytesWritten === packed.length &&
          // Stops in the middle, which must not show in what follows.
          state.run(packed, 1) === undefined
        );
      }),
  );
  return {
    compressSync(bytes) {
      const packed =
        bytes.length <= LARGEST_INPUT && deflating.isAvailable
          ? deflating.run(bytes, MAX_KEPT_OUTPUT_BYTES)
          : undefined;
      return packed?.buffer ?? format.compressSync(bytes, { windowBits: windowBits(bytes.length) });
    },
    inflateSync(bytes, options) {
      const { maxOutputLength = MAX_KEPT_OUTPUT_BYTES } = options;
      if (maxOutputLength > MAX_KEPT_OUTPUT_BYTES || !inflating.isAvailable) {
        return format.inflateSync(bytes, options);
      }
      const message = inflating.run(bytes, maxOutputLength);
      if (message === undefined) throw new TooLarge();
      return message;
    },
  };
}

/** As node:zlib reports output beyond `maxOutputLength`. */
class TooLarge extends RangeError {
  readonly code = "ERR_BUFFER_TOO_LARGE";
}

/** The window that covers a message: a smaller one takes less time to set up. */
function windowBits(length: number): number {
  return Math.min(Math.max(32 - Math.clz32(length), 9), 15);
}

/** Two different messages: the second shows whether the first has left anything behind. */
function samples(): Uint8Array[] {
  return ["a message, a message, a message", "another"].map((text) =>
    new TextEncoder().encode(text),
  );
}

function isSame(bytes: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(bytes, other) === 0;
}

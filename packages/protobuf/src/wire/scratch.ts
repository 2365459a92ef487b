// Eight bytes of memory through which numbers change their form: doubles and
// floats to bytes, 64-bit integers to two 32-bit halves and back. V8 turns each
// access into one machine instruction, so this is the shortest way.

const memory = new ArrayBuffer(8);

/** The eight bytes as two halves; index them with LOW and HIGH. */
export const halves = new Int32Array(memory);
/** The eight bytes as signed 64-bit integer. */
export const int64 = new BigInt64Array(memory);
/** The eight bytes as unsigned 64-bit integer. */
export const uint64 = new BigUint64Array(memory);
/** The eight bytes as double. */
export const float64 = new Float64Array(memory);
/** The first four bytes as float. */
export const float32 = new Float32Array(memory);

halves[0] = 1;
/** Index of the low half of a 64-bit number: 0 on a little-endian machine. */
export const LOW: number = int64[0] === 1n ? 0 : 1;
/** Index of the high half. */
export const HIGH: number = 1 - LOW;
halves[0] = 0;

import { monotonicNowMs } from "../deadline/clock.ts";

/** Decoding a message of fewer bytes takes no time to speak of. */
const LARGE_BYTES = 64 * 1024;
/** From so many milliseconds on decoding is long: calls of others wait meanwhile. */
const LONG_DECODE_MS = 2;

/** Returns when the decoding of so many bytes began, in monotonic milliseconds; 0 where it cannot take long. */
export function beginDecode(bytes: number): number {
  return bytes < LARGE_BYTES ? 0 : monotonicNowMs();
}

/** Reports a decoding that took long. `beganMs` is from `beginDecode`. */
export function endDecode(beganMs: number, target: { onLongDecode(ms: number): void }): void {
  if (beganMs === 0) return;
  const ms = monotonicNowMs() - beganMs;
  if (ms >= LONG_DECODE_MS) target.onLongDecode(ms);
}

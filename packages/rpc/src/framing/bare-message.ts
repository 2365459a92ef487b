import { Reader } from "@tramline/protobuf/wire";
import { monotonicNowMs } from "../deadline/clock.ts";
import { decodeFailure } from "./decode-failure.ts";
import type { MessageTarget } from "./message-receiver.ts";

/** Decoding a message of fewer bytes takes no time to speak of. */
const LARGE_BYTES = 64 * 1024;
/** From so many milliseconds on decoding is long: calls of others wait meanwhile. */
const LONG_DECODE_MS = 2;

/** Decoding runs no user code, so one reader serves the process. */
const reader = new Reader();

/** Takes a message that has no prefix, is not compressed, and is whole: `bytes[start..end)`. */
export function receiveBare<T>(
  target: MessageTarget<T>,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const beganMs = end - start < LARGE_BYTES ? 0 : monotonicNowMs();
  let message: T;
  try {
    reader.reset(bytes, start, false);
    message = target.messageType.decodeFrom(reader, end);
  } catch (cause) {
    target.onReceiveError(decodeFailure(target.messageType.typeName, cause, start), false);
    return;
  } finally {
    if (beganMs !== 0) {
      const ms = monotonicNowMs() - beganMs;
      if (ms >= LONG_DECODE_MS) target.onLongDecode(ms);
    }
  }
  target.consume(end - start);
  target.onMessage(message);
}

import { Reader } from "@tramline/protobuf/wire";
import { decodeFailure } from "./decode-failure.ts";
import { beginDecode, endDecode } from "./long-decode.ts";
import type { MessageTarget } from "./message-receiver.ts";

/** Decoding runs no user code, so one reader serves the process. */
const reader = new Reader();

/** Takes a message that has no prefix, is not compressed, and is whole: `bytes[start..end)`. */
export function receiveBare<T>(
  target: MessageTarget<T>,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const beganMs = beginDecode(end - start);
  let message: T;
  try {
    reader.reset(bytes, start, false);
    message = target.messageType.decodeFrom(reader, end);
  } catch (cause) {
    target.onReceiveError(decodeFailure(target.messageType.typeName, cause, start), false);
    return;
  } finally {
    endDecode(beganMs, target);
  }
  target.consume(end - start);
  target.onMessage(message);
}

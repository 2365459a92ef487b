import { Reader } from "@tramline/protobuf/wire";
import { decodeFailure } from "./decode-failure.ts";
import { MESSAGE_PREFIX_LENGTH, readMessageLength } from "./message-prefix.ts";
import { MessageReceiver, type MessageTarget } from "./message-receiver.ts";

/** Decoding runs no user code, so one reader serves the process. */
const reader = new Reader();

/**
 * Takes a piece of a body. A message that is whole in it is decoded in place when a reader waits
 * for it; all else is kept as it came until the reader requests it (`MessageReceiver`).
 */
export function receiveBody<T>(
  target: MessageTarget<T>,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let at = start;
  const { receiver } = target;
  if (receiver === undefined || receiver.isIdle) {
    at = receiveInPlace(target, bytes, start, end);
    if (at === end || !target.isReceiving) return;
  }
  target.receiver ??= new MessageReceiver(target);
  target.receiver.receive(bytes, at, end);
}

/** @returns where the part begins that is to be kept. */
function receiveInPlace<T>(
  target: MessageTarget<T>,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let at = start;
  let wanted = target.wantedMessages;
  let consumed = 0;
  while (end - at >= MESSAGE_PREFIX_LENGTH && wanted > 0) {
    // What is compressed or invalid is left to the receiver.
    if (bytes[at] !== 0) break;
    const body = at + MESSAGE_PREFIX_LENGTH;
    const length = readMessageLength(bytes, at);
    if (length > end - body || length > target.maxReceiveBytes) break;
    at = body + length;
    consumed += MESSAGE_PREFIX_LENGTH + length;
    let message: T;
    try {
      reader.reset(bytes, body, false);
      message = target.messageType.decodeFrom(reader, at);
    } catch (cause) {
      target.onReceiveError(decodeFailure(target.messageType.typeName, cause, body), false);
      return at;
    }
    wanted -= 1;
    if (wanted === 0) {
      target.consume(consumed);
      consumed = 0;
      target.onMessage(message);
      wanted = target.wantedMessages;
    } else {
      target.onMessage(message);
    }
  }
  if (consumed > 0) target.consume(consumed);
  return at;
}

import { StatusError } from "../status/status-error.ts";

/** Compressed flag and length in front of each message (gRPC over HTTP/2, Length-Prefixed-Message). */
export const MESSAGE_PREFIX_LENGTH = 5;

/** Writes the prefix of a message of `length` bytes at `position`. */
export function writeMessagePrefix(
  bytes: Uint8Array,
  position: number,
  length: number,
  isCompressed: boolean,
): void {
  bytes[position] = isCompressed ? 1 : 0;
  bytes[position + 1] = length >>> 24;
  bytes[position + 2] = length >>> 16;
  bytes[position + 3] = length >>> 8;
  bytes[position + 4] = length;
}

/** Who takes the messages that `readMessages` cuts out of a body. */
export interface MessageTarget {
  /** What has come of a message that did not lie whole in one piece. Kept here for the framing. */
  assembly: MessageAssembly | undefined;
  /** Largest message accepted, in bytes as they travel. */
  readonly maxReceiveBytes: number;
  /**
   * A message at `bytes[start..end)`. `bytes` may be reused after this returns, unless `isOwned`:
   * then they are the message's alone. False stops.
   */
  onMessageBytes(
    bytes: Uint8Array,
    start: number,
    end: number,
    isCompressed: boolean,
    isOwned: boolean,
  ): boolean;
  /** A message of which `bytes` more are to come has begun. */
  onLargeMessage(bytesToCome: number): void;
  /** The body breaks the framing or a limit; nothing more is read. */
  onFramingError(error: StatusError): void;
}

/** A message under way: its prefix, then its bytes, gathered over several pieces. */
export class MessageAssembly {
  prefix: Uint8Array;
  prefixFill: number;
  body: Uint8Array | undefined;
  bodyFill: number;

  constructor() {
    this.prefix = new Uint8Array(MESSAGE_PREFIX_LENGTH);
    this.prefixFill = 0;
    this.body = undefined;
    this.bodyFill = 0;
  }
}

/**
 * Cuts a piece of a body into messages. A message that lies whole in the piece is handed on in place;
 * one that does not is gathered in memory of its own.
 */
export function readMessages(
  target: MessageTarget,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let at = start;
  if (target.assembly !== undefined) {
    at = continueAssembly(target, target.assembly, bytes, at, end);
    if (at < 0) return;
  }
  while (end - at >= MESSAGE_PREFIX_LENGTH) {
    const flag = bytes[at] as number;
    const length =
      (bytes[at + 1] as number) * 0x1000000 +
      (((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 8) |
        (bytes[at + 4] as number));
    const body = at + MESSAGE_PREFIX_LENGTH;
    if (flag > 1 || length > target.maxReceiveBytes) {
      target.onFramingError(prefixError(flag, length, target.maxReceiveBytes));
      return;
    }
    if (end - body < length) break;
    if (!target.onMessageBytes(bytes, body, body + length, flag === 1, false)) return;
    at = body + length;
  }
  if (at < end) {
    const assembly = new MessageAssembly();
    target.assembly = assembly;
    continueAssembly(target, assembly, bytes, at, end);
  }
}

/** @returns where the next message begins, or -1 when this piece is used up. */
function continueAssembly(
  target: MessageTarget,
  assembly: MessageAssembly,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let at = start;
  const { prefix } = assembly;
  while (assembly.prefixFill < MESSAGE_PREFIX_LENGTH) {
    if (at === end) return -1;
    prefix[assembly.prefixFill++] = bytes[at++] as number;
  }
  if (assembly.body === undefined) {
    const flag = prefix[0] as number;
    const length =
      (prefix[1] as number) * 0x1000000 +
      (((prefix[2] as number) << 16) | ((prefix[3] as number) << 8) | (prefix[4] as number));
    if (flag > 1 || length > target.maxReceiveBytes) {
      target.onFramingError(prefixError(flag, length, target.maxReceiveBytes));
      return -1;
    }
    assembly.body = allocate(length);
    if (length > end - at) target.onLargeMessage(length - (end - at));
  }
  const { body } = assembly;
  const size = Math.min(end - at, body.length - assembly.bodyFill);
  if (size > 0) body.set(bytes.subarray(at, at + size), assembly.bodyFill);
  assembly.bodyFill += size;
  at += size;
  if (assembly.bodyFill < body.length) return -1;
  target.assembly = undefined;
  return target.onMessageBytes(body, 0, body.length, prefix[0] === 1, true) ? at : -1;
}

/** What Node has and other platforms lack. */
const node = globalThis as {
  readonly Buffer?: { allocUnsafeSlow(length: number): { readonly buffer: ArrayBuffer } };
};

/** Memory that is written in full before it is read: Node can do without clearing it. */
function allocate(length: number): Uint8Array {
  if (node.Buffer === undefined) return new Uint8Array(length);
  return new Uint8Array(node.Buffer.allocUnsafeSlow(length).buffer);
}

function prefixError(flag: number, length: number, maxReceiveBytes: number): StatusError {
  if (flag > 1) {
    return new StatusError(
      "INTERNAL",
      `a message begins with compressed flag ${flag}, which is neither 0 nor 1: the peer does not speak gRPC`,
    );
  }
  return new StatusError(
    "RESOURCE_EXHAUSTED",
    `received a message of ${length} bytes, larger than maxReceiveBytes (${maxReceiveBytes})`,
  );
}

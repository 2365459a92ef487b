import { MESSAGE_PREFIX_LENGTH, readMessageLength } from "@tramline/rpc";
import { type ByteSource, brokenBody, tooLarge } from "../body/byte-source.ts";
import type { ResponseSink } from "./web-protocol.ts";

/** The flag of a compressed part. */
const COMPRESSED = 1;
/** The least limit of the size of the last part, even if that of messages is lower. */
const MIN_END_BYTES = 64 * 1024;

/** The rules of a protocol for a body in parts. */
export interface PartRules {
  /** The flag of the part after all messages. */
  readonly endFlag: number;
  /** The name of the compression of parts that are flagged; undefined for none. */
  readonly compression: string | undefined;
}

/**
 * Reads a body of parts with prefixes (gRPC over HTTP/2, Length-Prefixed-Message), and hands the messages on.
 *
 * @returns the last part; undefined when the body ends without one
 */
export async function readParts(
  take: ByteSource,
  sink: ResponseSink,
  { endFlag, compression }: PartRules,
): Promise<Uint8Array | undefined> {
  for (;;) {
    const prefix = await take(MESSAGE_PREFIX_LENGTH);
    if (prefix === undefined) return undefined;
    const flags = prefix[0] as number;
    const length = readMessageLength(prefix, 0);
    const isEnd = (flags & endFlag) !== 0;
    if ((flags & ~(endFlag | COMPRESSED)) !== 0) {
      brokenBody(`invalid flags of a message: expected 0 or 1, got ${flags}`);
    }
    const maxBytes = isEnd ? Math.max(sink.maxReceiveBytes, MIN_END_BYTES) : sink.maxReceiveBytes;
    if (length > maxBytes) tooLarge(length, maxBytes);
    let bytes = (await take(length)) ?? brokenBody("the response ends within a message");
    if ((flags & COMPRESSED) !== 0) bytes = await sink.inflate(bytes, compression);
    if (!isEnd) {
      await sink.onMessage(bytes);
      continue;
    }
    if ((await take(1)) !== undefined) brokenBody("the response continues after its end");
    return bytes;
  }
}

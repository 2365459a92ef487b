import { StatusError } from "../status/status-error.ts";
import { withoutStack } from "../status/without-stack.ts";

/**
 * A message encoding, such as gzip. Results may be there at once or come by a promise: an
 * implementation can do small messages in place and large ones on another thread.
 */
export interface Compressor {
  /** The name in `grpc-encoding`, lower case, such as `"gzip"`. */
  readonly name: string;
  /**
   * Returns the compressed form of a message. The bytes given belong to the caller again once the
   * result is there.
   */
  compress(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /**
   * Returns the message of a compressed form. The process's calls take turns: of messages that are
   * inflated by a promise, there are no more than four at a time.
   *
   * @param maxBytes the largest message to return; inflating must stop there
   * @throws StatusError RESOURCE_EXHAUSTED (inflatedTooLarge) beyond maxBytes, INTERNAL
   * (corruptMessage) for damaged data; as a rejection where the result is a promise
   */
  decompress(bytes: Uint8Array, maxBytes: number): Uint8Array | Promise<Uint8Array>;
  /**
   * Returns the message of a compressed form if inflating it takes the event loop hardly any time,
   * else undefined: then `decompress` is called, when it is the message's turn. Left out, it is called
   * for each message.
   *
   * @throws StatusError as decompress
   */
  decompressInPlace?(bytes: Uint8Array, maxBytes: number): Uint8Array | undefined;
}

/** The error for a message that inflates beyond the limit: a mistake or a zip bomb. */
export function inflatedTooLarge(encoding: string, maxBytes: number): StatusError {
  return withoutStack(
    () =>
      new StatusError(
        "RESOURCE_EXHAUSTED",
        `a ${encoding} message inflates to more than the limit of ${maxBytes} bytes; ` +
          "raise maxReceiveBytes if such messages are expected",
      ),
  );
}

/** The error for compressed bytes that are damaged. */
export function corruptMessage(encoding: string, cause: unknown): StatusError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return withoutStack(
    () => new StatusError("INTERNAL", `a message is not valid ${encoding}${reason}`, { cause }),
  );
}

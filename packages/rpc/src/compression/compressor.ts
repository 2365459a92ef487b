import { StatusError } from "../status/status-error.ts";

/**
 * A message encoding, such as gzip. Both directions may answer at once or with a promise, so that an
 * implementation can do small messages in place and large ones elsewhere.
 */
export interface Compressor {
  /** The name in `grpc-encoding`, lower case, such as `"gzip"`. */
  readonly name: string;
  /**
   * The compressed form of a message. The bytes given belong to the caller again once the result is
   * there.
   */
  compress(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /**
   * The message of a compressed form.
   *
   * @param maxBytes the largest message to yield; inflating stops there
   * @throws StatusError RESOURCE_EXHAUSTED (inflatedTooLarge) beyond maxBytes, INTERNAL
   * (corruptMessage) for damaged data; as a rejection if it answers with a promise
   */
  decompress(bytes: Uint8Array, maxBytes: number): Uint8Array | Promise<Uint8Array>;
}

/** The error for a message that inflates beyond the limit: a mistake or a zip bomb. */
export function inflatedTooLarge(encoding: string, maxBytes: number): StatusError {
  return new StatusError(
    "RESOURCE_EXHAUSTED",
    `a ${encoding} message inflates to more than the limit of ${maxBytes} bytes; ` +
      "raise maxReceiveBytes if such messages are expected",
  );
}

/** The error for compressed bytes that are damaged. */
export function corruptMessage(encoding: string, cause: unknown): StatusError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return new StatusError("INTERNAL", `a message is not valid ${encoding}${reason}`, { cause });
}

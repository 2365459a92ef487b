/** Messages that a handler sends in one step, between others or alone. Made by `batch`. */
export class Batch<T> {
  /** The messages, in the order in which they are sent. */
  readonly messages: readonly T[];

  /** @param messages read until the generator that has yielded the batch goes on */
  constructor(messages: readonly T[]) {
    this.messages = messages;
  }
}

/**
 * Makes a batch of responses for a generator to yield:
 *
 * ```ts
 * async *watchOrder({ id }) {
 *   for await (const rows of cursor) yield batch(rows);
 * }
 * ```
 *
 * The messages are sent as if the generator had yielded them one by one, but without a promise for
 * each: as many as there is room for leave in one step, and the rest when the caller has read. A caller
 * receives messages and does not see how they were grouped. The array may be used for something else
 * when the generator goes on.
 *
 * @throws TypeError when `messages` is not an array
 */
export function batch<T>(messages: readonly T[]): Batch<T> {
  const given: unknown = messages;
  if (!Array.isArray(given)) {
    throw new TypeError(
      `invalid batch: expected an array of messages, got ${describe(given)}; a single message is yielded as it is`,
    );
  }
  return new Batch(messages);
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

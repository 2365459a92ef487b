/** A query whose data is the list of a stream's messages. */
import type { ServerStreamingCall } from "@tramline/rpc";

/** The most messages that a list keeps, unless an option says otherwise. */
const MAX_MESSAGES = 1000;

/** Bounds the list of a stream's messages. */
export interface StreamedQueryLimits {
  /** The most messages that are kept: the newest. Default: 1,000. */
  readonly maxMessages?: number | undefined;
}

/** The part of TanStack Query's context that streams need. */
export interface StreamContext {
  /** Aborted when the query is cancelled, or nobody observes it. */
  readonly signal: AbortSignal;
  /** The key of the query. */
  readonly queryKey: readonly unknown[];
  /** The cache that shows the list as it grows. */
  readonly client: {
    setQueryData(queryKey: readonly unknown[], data: unknown): unknown;
  };
}

/**
 * Returns a query's function that reads a stream. Messages that arrive together update the data once.
 *
 * @throws TypeError for an invalid `maxMessages`
 */
export function streamedFunction<O>(
  open: (signal: AbortSignal) => ServerStreamingCall<O>,
  { maxMessages = MAX_MESSAGES }: StreamedQueryLimits,
): (context: StreamContext) => Promise<O[]> {
  if (!(maxMessages >= 1)) {
    throw new TypeError(`invalid maxMessages: expected at least 1, got ${String(maxMessages)}`);
  }
  return async ({ signal, queryKey, client }) => {
    let list: O[] = [];
    for await (const batch of open(signal).batches()) {
      // Messages of a call that was cancelled meanwhile are not for a query that may run again.
      if (signal.aborted) break;
      list = [...list, ...batch].slice(-maxMessages);
      client.setQueryData(queryKey, list);
    }
    signal.throwIfAborted();
    return list;
  };
}

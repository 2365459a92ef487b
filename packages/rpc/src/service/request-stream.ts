/**
 * The requests of a call, once, in order. Reading throws StatusError when the call ends before the
 * client has said all; leaving a loop drops the requests that still come.
 */
export interface RequestStream<I> extends AsyncIterable<I> {
  /**
   * Returns the requests in arrays: each holds all that have come and have not been read, at least one
   * and at most 4,096. A step costs one promise, however many requests it brings. It reads the same
   * stream as a loop over single requests does: each request is read once.
   */
  batches(): AsyncIterable<I[]>;
}

/** Requests that an interceptor has replaced: they come one by one, and so do their batches. */
class ReplacedRequests<I> implements RequestStream<I> {
  private readonly requests: AsyncIterable<I>;

  constructor(requests: AsyncIterable<I>) {
    this.requests = requests;
  }

  [Symbol.asyncIterator](): AsyncIterator<I> {
    return this.requests[Symbol.asyncIterator]();
  }

  async *batches(): AsyncIterable<I[]> {
    for await (const request of this.requests) yield [request];
  }
}

/** Returns a handler's view of what came through interceptors. */
export function asRequestStream(requests: unknown): unknown {
  if (typeof requests !== "object" || requests === null || "batches" in requests) return requests;
  return new ReplacedRequests(requests as AsyncIterable<unknown>);
}

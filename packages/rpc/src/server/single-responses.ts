import { Batch } from "../service/batch.ts";

/**
 * A handler's responses as interceptors see them: messages, one by one, whatever the handler groups.
 * An interceptor that passes them on unread leaves them as they are.
 */
export class SingleResponses implements AsyncIterable<unknown> {
  /** The iterable of the handler. */
  readonly source: unknown;

  constructor(source: unknown) {
    this.source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, undefined> {
    for await (const response of this.source as AsyncIterable<unknown>) {
      if (response instanceof Batch) yield* response.messages;
      else yield response;
    }
    return undefined;
  }
}

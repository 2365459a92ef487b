/** A queue that is read in arrays. */
export interface BatchSource<T> {
  nextBatch(): Promise<IteratorResult<T[], undefined>>;
  return(): Promise<unknown>;
}

/** Reads a queue in arrays of all the messages that have come. Leaving it leaves the queue. */
export class MessageBatches<T> implements AsyncIterableIterator<T[], undefined> {
  private readonly queue: BatchSource<T>;

  constructor(queue: BatchSource<T>) {
    this.queue = queue;
  }

  next(): Promise<IteratorResult<T[], undefined>> {
    return this.queue.nextBatch();
  }

  async return(): Promise<IteratorResult<T[], undefined>> {
    await this.queue.return();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Who fills a queue, and wants to know what its reader does. */
export interface MessageQueueOwner {
  /** The reader took messages that were `wireBytes` long on the wire. */
  onConsumed(wireBytes: number): void;
  /** The reader left before the end. */
  onAbandoned(): void;
}

interface PendingRead<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: Error) => void;
}

const INITIAL_SLOTS = 8;

/**
 * Received messages between the connection and their reader: an async iterator, written by hand so
 * that a message costs one promise. How much can lie in it is bounded by flow control: the sender is
 * given credit for what the reader has taken.
 */
export class MessageQueue<T> implements AsyncIterableIterator<T, undefined> {
  private readonly owner: MessageQueueOwner;
  private messages: (T | undefined)[];
  private sizes: number[];
  private head: number;
  private count: number;
  /** The read that waits for a message; a reader has one at a time. */
  private read: PendingRead<T> | undefined;
  /** Those of a reader that asks again before it was answered. */
  private moreReads: PendingRead<T>[] | undefined;
  private isEnded: boolean;
  private error: Error | undefined;

  constructor(owner: MessageQueueOwner) {
    this.owner = owner;
    this.messages = new Array<T | undefined>(INITIAL_SLOTS).fill(undefined);
    this.sizes = new Array<number>(INITIAL_SLOTS).fill(0);
    this.head = 0;
    this.count = 0;
    this.read = undefined;
    this.moreReads = undefined;
    this.isEnded = false;
    this.error = undefined;
  }

  /** Adds a message at the end. */
  push(message: T, wireBytes: number): void {
    if (this.isEnded) {
      // Nobody reads it; the sender may go on all the same.
      this.owner.onConsumed(wireBytes);
      return;
    }
    const { read } = this;
    if (read !== undefined) {
      this.read = this.moreReads === undefined ? undefined : this.moreReads.shift();
      this.owner.onConsumed(wireBytes);
      read.resolve({ value: message, done: false });
      return;
    }
    if (this.count === this.messages.length) this.grow();
    const at = (this.head + this.count) & (this.messages.length - 1);
    this.messages[at] = message;
    this.sizes[at] = wireBytes;
    this.count += 1;
  }

  /** No message follows. What is queued is still read; then `error` is thrown, where there is one. */
  end(error?: Error): void {
    if (this.isEnded) return;
    this.isEnded = true;
    const first = this.read;
    const others = this.moreReads;
    this.read = undefined;
    this.moreReads = undefined;
    if (first !== undefined) {
      if (error === undefined) first.resolve({ value: undefined, done: true });
      else first.reject(error);
      // One read is told of the error, as one throw ends a loop.
      error = undefined;
    }
    for (const { resolve } of others ?? []) resolve({ value: undefined, done: true });
    this.error = error;
  }

  /** Ends at once: what is queued is dropped. */
  fail(error: Error): void {
    this.clear();
    this.end(error);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.count > 0) {
      const at = this.head;
      const message = this.messages[at] as T;
      this.messages[at] = undefined;
      this.head = (at + 1) & (this.messages.length - 1);
      this.count -= 1;
      this.owner.onConsumed(this.sizes[at] as number);
      return Promise.resolve({ value: message, done: false });
    }
    if (this.isEnded) {
      const error = this.error;
      if (error !== undefined) {
        this.error = undefined;
        return Promise.reject(error);
      }
      return Promise.resolve({ value: undefined, done: true });
    }
    return new Promise((resolve, reject) => {
      if (this.read === undefined) {
        this.read = { resolve, reject };
      } else {
        this.moreReads ??= [];
        this.moreReads.push({ resolve, reject });
      }
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    let unread = 0;
    for (let i = 0; i < this.count; i++) {
      unread += this.sizes[(this.head + i) & (this.sizes.length - 1)] as number;
    }
    this.clear();
    if (unread > 0) this.owner.onConsumed(unread);
    if (!this.isEnded) {
      this.end();
      this.owner.onAbandoned();
    }
    this.error = undefined;
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private clear(): void {
    this.messages = new Array<T | undefined>(INITIAL_SLOTS).fill(undefined);
    this.sizes = new Array<number>(INITIAL_SLOTS).fill(0);
    this.head = 0;
    this.count = 0;
  }

  private grow(): void {
    const length = this.messages.length;
    const messages = new Array<T | undefined>(length * 2).fill(undefined);
    const sizes = new Array<number>(length * 2).fill(0);
    for (let i = 0; i < length; i++) {
      messages[i] = this.messages[(this.head + i) & (length - 1)];
      sizes[i] = this.sizes[(this.head + i) & (length - 1)] as number;
    }
    this.messages = messages;
    this.sizes = sizes;
    this.head = 0;
  }
}

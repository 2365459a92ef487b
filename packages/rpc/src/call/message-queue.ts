/** Fills a queue, and hears of its reader. */
export interface MessageQueueOwner<T> {
  /** Returns the next message if it is there. If it is not, it is pushed when it has come. */
  pull(): T | undefined;
  /** Whether messages have come that are still to be pulled or pushed. Asked once the queue has ended. */
  readonly hasMessages: boolean;
  /** The reader left: no message is of use any more. */
  onAbandoned(): void;
}

interface PendingRead<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: Error) => void;
}

/** Slots of messages that have been read, of which the list is rid at the latest. */
const MAX_READ_SLOTS = 64;

/**
 * Received messages on their way to their reader: an async iterator, written by hand so that a message
 * costs one promise. It asks its owner for each message when the reader does. Messages that are pushed
 * while nobody reads wait here.
 */
export class MessageQueue<T> implements AsyncIterableIterator<T, undefined> {
  private readonly owner: MessageQueueOwner<T>;
  /** Messages pushed and not read: those from `head` on. */
  private readonly messages: (T | undefined)[];
  private head: number;
  /** The read that waits for a message; a reader has one at a time. */
  private read: PendingRead<T> | undefined;
  /** Those of a reader that asks again before it received a message. */
  private moreReads: PendingRead<T>[] | undefined;
  private isEnded: boolean;
  /** Nothing is read any more that has not been. */
  private isClosed: boolean;
  private error: Error | undefined;

  constructor(owner: MessageQueueOwner<T>) {
    this.owner = owner;
    this.messages = [];
    this.head = 0;
    this.read = undefined;
    this.moreReads = undefined;
    this.isEnded = false;
    this.isClosed = false;
    this.error = undefined;
  }

  /** Whether a reader waits for a message. */
  get isWaiting(): boolean {
    return this.read !== undefined;
  }

  /** Adds a message at the end. */
  push(message: T): void {
    const { read } = this;
    if (read !== undefined) {
      this.read = this.moreReads === undefined ? undefined : this.moreReads.shift();
      read.resolve({ value: message, done: false });
      if (this.isEnded) this.settleReads();
    } else if (!this.isClosed) {
      this.messages.push(message);
    }
  }

  /** No message follows those that have come. Behind them `error` is thrown, where there is one. */
  end(error?: Error): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.error = error;
    this.settleReads();
  }

  /** Ends at once: what has come and has not been read is dropped. */
  fail(error: Error): void {
    if (this.isClosed) return;
    this.close();
    this.isEnded = true;
    this.error = error;
    this.settleReads();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.messages.length > 0) return Promise.resolve({ value: this.takeKept(), done: false });
    if (this.read === undefined && !this.isClosed) {
      const message = this.owner.pull();
      if (message !== undefined) return Promise.resolve({ value: message, done: false });
    }
    if (this.isEnded && !this.hasMore) {
      const { error } = this;
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
    if (!this.isClosed) {
      this.close();
      this.isEnded = true;
      this.owner.onAbandoned();
    }
    this.error = undefined;
    this.settleReads();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private get hasMore(): boolean {
    return !this.isClosed && this.owner.hasMessages;
  }

  /** Ends the reads that wait, unless a message for them is still on its way. */
  private settleReads(): void {
    const first = this.read;
    if (first === undefined || this.hasMore) return;
    const others = this.moreReads;
    const { error } = this;
    this.read = undefined;
    this.moreReads = undefined;
    // One read hears of the error, as one throw ends a loop.
    this.error = undefined;
    if (error === undefined) first.resolve({ value: undefined, done: true });
    else first.reject(error);
    for (const { resolve } of others ?? []) resolve({ value: undefined, done: true });
  }

  private close(): void {
    this.isClosed = true;
    this.messages.length = 0;
    this.head = 0;
  }

  private takeKept(): T {
    const { messages } = this;
    const message = messages[this.head] as T;
    messages[this.head++] = undefined;
    if (this.head === messages.length || this.head === MAX_READ_SLOTS) {
      messages.splice(0, this.head);
      this.head = 0;
    }
    return message;
  }
}

import { MessageBatches } from "./message-batches.ts";

/** Fills a queue, and hears of its reader. */
export interface MessageQueueOwner<T> {
  /** Returns the next message if it is there. If it is not, it is pushed when it has come. */
  pull(): T | undefined;
  /**
   * Takes messages that are available now, in the order of `pull`. If omitted, they are taken one at a time.
   *
   * @param into receives the messages, from index 0 on
   * @returns the number of messages; after 0, `pull` may still return one
   */
  pullRun?(into: (T | undefined)[]): number;
  /** Whether messages have come that are still to be pulled or pushed. Asked once the queue has ended. */
  readonly hasMessages: boolean;
  /** The reader left: no message is of use any more. */
  onAbandoned(): void;
  /** Rejects the promise of a read. Left out: with the error as it is. */
  rejectRead?(error: Error, resolve: (result: never) => void, reject: (error: Error) => void): void;
}

/** A read that waits for the next message, or for all that come with it. */
interface PendingRead<T> {
  readonly isBatch: boolean;
  /** Called with an array for a batch. */
  readonly resolve: (result: IteratorResult<T | T[], undefined>) => void;
  readonly reject: (error: Error) => void;
}

/** Slots of messages that have been read, of which the list is rid at the latest. */
const MAX_READ_SLOTS = 64;

/** The most messages of one batch. */
const MAX_BATCH = 4096;

/**
 * Received messages on their way to their reader: an async iterator, written by hand so that a message
 * costs one promise. It asks its owner for each message when the reader does. Messages that are pushed
 * while nobody reads wait here, and so do those of a batch until the chunk that brings them has been
 * read.
 */
export class MessageQueue<T> implements AsyncIterableIterator<T, undefined> {
  private readonly owner: MessageQueueOwner<T>;
  /** Messages pushed and not read: those from `head` on. */
  private messages: (T | undefined)[];
  private head: number;
  /**
   * Messages taken from the owner after the one that was read: indexes `runAt` to `runEnd - 1`. They
   * come before those that are pushed. While there are some, no read waits.
   */
  private run: (T | undefined)[] | undefined;
  private runAt: number;
  private runEnd: number;
  /** The read that waits for a message; a reader has one at a time. */
  private read: PendingRead<T> | undefined;
  /** Those of a reader that asks again before it received a message. */
  private moreReads: PendingRead<T>[] | undefined;
  /** Reads that wait are being served: none of them ends meanwhile. */
  private isServing: boolean;
  private isEnded: boolean;
  /** Nothing is read any more that has not been. */
  private isClosed: boolean;
  private error: Error | undefined;
  /** The same, for loops that begin after the error was thrown. */
  private failure: Error | undefined;

  constructor(owner: MessageQueueOwner<T>) {
    this.owner = owner;
    this.messages = [];
    this.head = 0;
    this.run = undefined;
    this.runAt = 0;
    this.runEnd = 0;
    this.read = undefined;
    this.moreReads = undefined;
    this.isServing = false;
    this.isEnded = false;
    this.isClosed = false;
    this.error = undefined;
    this.failure = undefined;
  }

  /** Whether a reader waits for a message, or has room for another in its batch. */
  get isWaiting(): boolean {
    return this.wanted > 0;
  }

  /** How many messages there is a waiting reader for, at least. */
  get wanted(): number {
    const { read } = this;
    if (read === undefined) return 0;
    return read.isBatch ? MAX_BATCH - this.messages.length : 1;
  }

  /** Adds a message at the end. */
  push(message: T): void {
    const { read } = this;
    if (read !== undefined && !read.isBatch) {
      this.read = this.moreReads === undefined ? undefined : this.moreReads.shift();
      read.resolve({ value: message, done: false });
      if (this.isEnded) this.settleReads();
    } else if (!this.isClosed) {
      const { messages } = this;
      messages[messages.length] = message;
      // What else the chunk holds belongs to the batch: the microtask comes when the chunk has been read.
      if (read !== undefined && messages.length === 1) queueMicrotask(() => this.serveReads());
    }
  }

  /** No message follows those that have come. Behind them `error` is thrown, where there is one. */
  end(error?: Error): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.error = error;
    this.failure = error;
    this.settleReads();
  }

  /** Ends at once: what has come and has not been read is dropped. */
  fail(error: Error): void {
    if (this.isClosed) return;
    this.close();
    this.isEnded = true;
    this.error = error;
    this.failure = error;
    this.settleReads();
  }

  /** Takes the next message, waiting for it. Rejects once with the error that ended the stream. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.runAt < this.runEnd) {
      return Promise.resolve({ value: this.takeFromRun(), done: false });
    }
    if (this.read === undefined) {
      const message = this.takeNow();
      if (message !== undefined) return Promise.resolve({ value: message, done: false });
      const ended = this.takeEnd();
      if (ended !== undefined) return ended;
    }
    return this.wait(false) as Promise<IteratorResult<T, undefined>>;
  }

  /** Reads all messages that have come, at most 4,096; waits for one if there is none. */
  nextBatch(): Promise<IteratorResult<T[], undefined>> {
    if (this.read === undefined) {
      const value = this.takeBatch();
      if (value.length > 0) return Promise.resolve({ value, done: false });
      const ended = this.takeEnd();
      if (ended !== undefined) return ended;
    }
    return this.wait(true) as Promise<IteratorResult<T[], undefined>>;
  }

  /** Returns the next message if it is there and nobody waits for it. */
  takeNow(): T | undefined {
    if (this.runAt < this.runEnd) return this.takeFromRun();
    if (this.read !== undefined) return undefined;
    if (this.messages.length > 0) return this.takeKept();
    const message = this.pull();
    if (message !== undefined) this.takeRun();
    return message;
  }

  /** The same messages in arrays of all that have come. */
  batches(): AsyncIterableIterator<T[], undefined> {
    this.error = this.failure;
    return new MessageBatches(this);
  }

  /** Ends reading early: the owner stops the call. */
  return(): Promise<IteratorResult<T, undefined>> {
    if (!this.isClosed) {
      this.close();
      this.isEnded = true;
      this.owner.onAbandoned();
    }
    this.error = undefined;
    this.failure = undefined;
    this.settleReads();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** A loop over what failed throws, also when an earlier loop has thrown. */
  [Symbol.asyncIterator](): this {
    this.error = this.failure;
    return this;
  }

  private get hasMore(): boolean {
    if (this.isClosed) return false;
    return this.runAt < this.runEnd || this.messages.length > 0 || this.owner.hasMessages;
  }

  private pull(): T | undefined {
    return this.isClosed ? undefined : this.owner.pull();
  }

  /** The response to a read behind the last message; undefined while messages may come. */
  private takeEnd(): Promise<IteratorResult<never, undefined>> | undefined {
    if (!this.isEnded || this.hasMore) return undefined;
    const { error } = this;
    if (error === undefined) return Promise.resolve({ value: undefined, done: true });
    this.error = undefined;
    return new Promise((resolve, reject) => this.rejectRead(error, resolve, reject));
  }

  private wait(isBatch: boolean): Promise<IteratorResult<T | T[], undefined>> {
    return new Promise((resolve, reject) => {
      const read: PendingRead<T> = { isBatch, resolve, reject };
      if (this.read === undefined) {
        this.read = read;
      } else {
        this.moreReads ??= [];
        this.moreReads.push(read);
      }
    });
  }

  /** The messages of a batch are there: hands them over, and to those who wait behind it what is left. */
  private serveReads(): void {
    this.isServing = true;
    for (let { read } = this; read !== undefined; read = this.read) {
      if (read.isBatch) {
        const value = this.takeBatch();
        if (value.length === 0) break;
        read.resolve({ value, done: false });
      } else {
        const value = this.messages.length > 0 ? this.takeKept() : this.pull();
        if (value === undefined) break;
        read.resolve({ value, done: false });
      }
      this.read = this.moreReads?.shift();
    }
    this.isServing = false;
    if (this.isEnded) this.settleReads();
  }

  /** Ends the reads that wait, unless a message for them is still on its way. */
  private settleReads(): void {
    const first = this.read;
    if (first === undefined || this.isServing || this.hasMore) return;
    const others = this.moreReads;
    const { error } = this;
    this.read = undefined;
    this.moreReads = undefined;
    // One read hears of the error, as one throw ends a loop.
    this.error = undefined;
    if (error === undefined) first.resolve({ value: undefined, done: true });
    else this.rejectRead(error, first.resolve, first.reject);
    for (const { resolve } of others ?? []) resolve({ value: undefined, done: true });
  }

  private rejectRead(
    error: Error,
    resolve: (result: never) => void,
    reject: (error: Error) => void,
  ): void {
    const { owner } = this;
    if (owner.rejectRead === undefined) reject(error);
    else owner.rejectRead(error, resolve, reject);
  }

  private close(): void {
    this.isClosed = true;
    this.messages = [];
    this.head = 0;
    this.run = undefined;
    this.runAt = 0;
    this.runEnd = 0;
  }

  /** Takes the messages that follow the one that is read, because most readers go on. */
  private takeRun(): void {
    const { owner } = this;
    if (owner.pullRun === undefined) return;
    this.run ??= [];
    this.runAt = 0;
    this.runEnd = owner.pullRun(this.run);
  }

  private takeFromRun(): T {
    const run = this.run as (T | undefined)[];
    const message = run[this.runAt] as T;
    run[this.runAt++] = undefined;
    return message;
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

  private takeRest(): T[] {
    const rest = (this.run as T[]).slice(this.runAt, this.runEnd);
    this.runAt = this.runEnd;
    return rest;
  }

  private takeBatch(): T[] {
    const hasRun = this.runAt < this.runEnd;
    const batch = hasRun ? this.takeRest() : this.takeAllKept();
    // What was pushed behind the run is the next batch.
    if (hasRun && this.messages.length > 0) return batch;
    while (batch.length < MAX_BATCH) {
      const message = this.pull();
      if (message === undefined) break;
      batch.push(message);
    }
    return batch;
  }

  private takeAllKept(): T[] {
    const { messages, head } = this;
    this.head = 0;
    if (head === 0 && messages.length <= MAX_BATCH) {
      if (messages.length > 0) this.messages = [];
      return messages.length > 0 ? (messages as T[]) : [];
    }
    this.messages = messages.slice(head + MAX_BATCH);
    return messages.slice(head, head + MAX_BATCH) as T[];
  }
}

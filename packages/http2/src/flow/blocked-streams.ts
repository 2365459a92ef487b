import type { Stream } from "../stream/stream.ts";

/**
 * The streams that have DATA to send and whose own window is shut, in the order in which they ran into
 * it. A list chained through the streams: a stream leaves it in constant time.
 */
export class BlockedStreams {
  private head: Stream | undefined;
  private tail: Stream | undefined;
  private count: number;

  constructor() {
    this.head = undefined;
    this.tail = undefined;
    this.count = 0;
  }

  get size(): number {
    return this.count;
  }

  /** Adds a stream at the end. Does nothing when it is in the list. */
  add(stream: Stream): void {
    if (stream.isBlocked) return;
    stream.isBlocked = true;
    stream.previousBlocked = this.tail;
    if (this.tail === undefined) this.head = stream;
    else this.tail.nextBlocked = stream;
    this.tail = stream;
    this.count += 1;
  }

  /** Takes a stream out. Does nothing when it is not in the list. */
  remove(stream: Stream): void {
    if (!stream.isBlocked) return;
    stream.isBlocked = false;
    const { previousBlocked: previous, nextBlocked: next } = stream;
    if (previous === undefined) this.head = next;
    else previous.nextBlocked = next;
    if (next === undefined) this.tail = previous;
    else next.previousBlocked = previous;
    stream.previousBlocked = undefined;
    stream.nextBlocked = undefined;
    this.count -= 1;
  }

  /** Takes the first stream out and returns it. */
  shift(): Stream | undefined {
    const first = this.head;
    if (first !== undefined) this.remove(first);
    return first;
  }
}

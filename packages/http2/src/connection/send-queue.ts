import type { Stream } from "../stream/stream.ts";

/** Length of a ring that is not empty; a power of two, as all of them. */
const LEAST_LENGTH = 16;

/** A ring of streams that have DATA to send, in the order of their turns. */
export class SendQueue {
  private ring: (Stream | undefined)[];
  private head: number;
  private count: number;

  constructor() {
    this.ring = [];
    this.head = 0;
    this.count = 0;
  }

  get size(): number {
    return this.count;
  }

  push(stream: Stream): void {
    if (this.count === this.ring.length) this.grow();
    this.ring[(this.head + this.count) & (this.ring.length - 1)] = stream;
    this.count += 1;
  }

  /** Puts a stream back at the front. */
  unshift(stream: Stream): void {
    if (this.count === this.ring.length) this.grow();
    this.head = (this.head - 1) & (this.ring.length - 1);
    this.ring[this.head] = stream;
    this.count += 1;
  }

  shift(): Stream | undefined {
    if (this.count === 0) return undefined;
    const stream = this.ring[this.head];
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.count -= 1;
    return stream;
  }

  clear(): void {
    this.ring.fill(undefined);
    this.count = 0;
  }

  private grow(): void {
    const larger = new Array<Stream | undefined>(Math.max(this.ring.length * 2, LEAST_LENGTH)).fill(
      undefined,
    );
    for (let i = 0; i < this.count; i++) {
      larger[i] = this.ring[(this.head + i) & (this.ring.length - 1)];
    }
    this.ring = larger;
    this.head = 0;
  }
}

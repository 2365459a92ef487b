import type { Stream } from "../stream/stream.ts";

/** How many of the streams that we reset are remembered, so that frames under way are forgiven. */
const REMEMBERED_RESETS = 256;

const INITIAL_BUCKETS = 8;

/** Hears of the streams that leave a {@link StreamTable}. */
export interface StreamTableListener {
  /** `stream` has left the table. */
  onStreamRemoved(stream: Stream): void;
}

/**
 * The open streams of one connection, and the state that outlives closed ones.
 *
 * A hash table chained through the streams themselves: a Map allocates a new table with every few
 * streams that come and go, and keeps young streams alive from its old tables.
 */
export class StreamTable {
  private buckets: (Stream | undefined)[];
  private count: number;
  /** Ids of streams that we reset, by their low bits. Made with the first. */
  private resets: Int32Array | undefined;
  /** Highest id whose reset is not remembered any more: up to there the peer gets the benefit of doubt. */
  private forgottenUpTo: number;
  private readonly listener: StreamTableListener;
  /**
   * The peer's GOAWAY disowned our streams above this id (RFC 9113 section 6.8). A response that was
   * on its way, or that the peer sends in error, is dropped.
   */
  disownedAbove: number;
  /** The highest stream id that the peer has opened. */
  lastPeerId: number;
  /** The id of the next stream that we open. */
  nextLocalId: number;
  /** Streams that were reset with an error, by either side, or cut off by the end of the connection. */
  failed: number;

  constructor(isClient: boolean, listener: StreamTableListener) {
    this.buckets = new Array<Stream | undefined>(INITIAL_BUCKETS).fill(undefined);
    this.count = 0;
    this.resets = undefined;
    this.forgottenUpTo = 0;
    this.listener = listener;
    this.disownedAbove = Infinity;
    this.lastPeerId = 0;
    this.nextLocalId = isClient ? 1 : 2;
    this.failed = 0;
  }

  get size(): number {
    return this.count;
  }

  get(id: number): Stream | undefined {
    let stream = this.buckets[(id >>> 1) & (this.buckets.length - 1)];
    while (stream !== undefined && stream.id !== id) stream = stream.nextInBucket;
    return stream;
  }

  add(stream: Stream): void {
    if (this.count >= this.buckets.length) this.grow();
    this.link(stream);
    this.count += 1;
  }

  private link(stream: Stream): void {
    const at = (stream.id >>> 1) & (this.buckets.length - 1);
    stream.nextInBucket = this.buckets[at];
    this.buckets[at] = stream;
  }

  private grow(): void {
    const streams = this.all();
    this.buckets = new Array<Stream | undefined>(this.buckets.length * 2).fill(undefined);
    for (const stream of streams) this.link(stream);
  }

  /** Takes a closed stream out. Harmless when it is out already. */
  remove(stream: Stream): void {
    const at = (stream.id >>> 1) & (this.buckets.length - 1);
    let before: Stream | undefined;
    let found = this.buckets[at];
    while (found !== stream) {
      if (found === undefined) return;
      before = found;
      found = found.nextInBucket;
    }
    if (before === undefined) this.buckets[at] = stream.nextInBucket;
    else before.nextInBucket = stream.nextInBucket;
    stream.nextInBucket = undefined;
    this.count -= 1;
    this.listener.onStreamRemoved(stream);
  }

  /** Remembers that we reset `id`: what the peer sent before it knew is dropped without complaint. */
  rememberReset(id: number): void {
    this.resets ??= new Int32Array(REMEMBERED_RESETS);
    const slot = (id >>> 1) & (REMEMBERED_RESETS - 1);
    const before = this.resets[slot] as number;
    if (before !== id) this.forgottenUpTo = Math.max(this.forgottenUpTo, before);
    this.resets[slot] = id;
  }

  /** Whether frames of a stream that is gone are dropped without complaint: we reset or gave it up. */
  isForgiven(id: number): boolean {
    if (id > this.disownedAbove || id <= this.forgottenUpTo) return true;
    return this.resets?.[(id >>> 1) & (REMEMBERED_RESETS - 1)] === id;
  }

  /** The stream with the highest id that `isWanted` accepts. */
  newest(isWanted: (stream: Stream) => boolean): Stream | undefined {
    let newest: Stream | undefined;
    for (const head of this.buckets) {
      for (let stream = head; stream !== undefined; stream = stream.nextInBucket) {
        if ((newest === undefined || stream.id > newest.id) && isWanted(stream)) newest = stream;
      }
    }
    return newest;
  }

  /** A snapshot, safe against removal while it is walked. */
  all(): Stream[] {
    const streams: Stream[] = [];
    for (const head of this.buckets) {
      for (let stream = head; stream !== undefined; stream = stream.nextInBucket) {
        streams.push(stream);
      }
    }
    return streams.sort((a, b) => a.id - b.id);
  }
}

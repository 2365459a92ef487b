import { findYoungHeap, type YoungHeap } from "./young-heap.ts";

/** Bytes that are taken for large messages between two collections, while collections help. */
const LEAST_BYTES = 4 * 1024 * 1024;
/** The same while they do not help: about the amount after which V8 collects by itself. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Pause after a collection, as a multiple of its duration: collections take at most a tenth of the time. */
const REST = 9;
/** After so many collections in a row that helped, the next one comes earlier; see `learn`. */
const HELPFUL_IN_A_ROW = 8;
/** After so many in a row that did not, it comes later. */
const USELESS_IN_A_ROW = 2;

/**
 * Collects the memory of large messages that the program has dropped.
 *
 * Such memory belongs to the program, so only the collector can tell that it is no longer referenced. V8 collects
 * young objects when they fill their part of the heap, which large messages hardly use, or when 32 MiB and
 * more are outside of the heap. Until then dead messages stay in memory, and because of the growth V8 marks
 * the whole heap repeatedly. Early minor collections cost less than that.
 *
 * Messages that live longer than two collections become old, and minor collections do not free them. Whether
 * they help shows in the external memory that has come since the last one; if they do not, they become rare.
 */
export class EarlyCollection {
  private readonly find: () => YoungHeap | undefined;
  /** Undefined before the first collection; null on runtimes without such a heap. */
  private heap: YoungHeap | undefined | null;
  private gatheredBytes: number;
  private thresholdBytes: number;
  /** External memory at the last collection, without what had been taken since the one before. */
  private keptBytes: number;
  /** Collections in a row that helped; negative for those that did not. */
  private streak: number;
  private lastMs: number;
  private restsUntilMs: number;

  constructor(find: () => YoungHeap | undefined) {
    this.find = find;
    this.heap = undefined;
    this.gatheredBytes = 0;
    this.thresholdBytes = LEAST_BYTES;
    this.keptBytes = Infinity;
    this.streak = 0;
    this.lastMs = Infinity;
    this.restsUntilMs = 0;
  }

  /** Counts memory that is about to be taken for a message. */
  count(bytes: number): void {
    this.gatheredBytes += bytes;
    if (this.gatheredBytes >= this.thresholdBytes) this.collect();
  }

  private collect(): void {
    if (this.heap === undefined) this.heap = this.find() ?? null;
    const { heap } = this;
    if (heap === null) {
      this.gatheredBytes = 0;
      return;
    }
    const beganMs = heap.nowMs();
    if (beganMs < this.restsUntilMs) return;
    this.learn(heap.externalBytes());
    this.gatheredBytes = 0;
    heap.collect();
    const endedMs = heap.nowMs();
    const tookMs = endedMs - beganMs;
    // One that took long may have been interrupted by other programs.
    this.restsUntilMs = endedMs + REST * Math.min(tookMs, this.lastMs);
    this.lastMs = tookMs;
  }

  /**
   * Learns whether the collection before this one freed what was dead: then no more is kept than at that time,
   * but for the messages in use, which have come once. It is kept each time if messages become old.
   */
  private learn(externalBytes: number): void {
    const keptBytes = externalBytes - this.gatheredBytes;
    const isUseless = (keptBytes - this.keptBytes) * 4 > this.gatheredBytes;
    this.keptBytes = keptBytes;
    this.streak = isUseless ? Math.min(this.streak, 0) - 1 : Math.max(this.streak, 0) + 1;
    if (this.streak === -USELESS_IN_A_ROW) {
      this.thresholdBytes = Math.min(this.thresholdBytes * 2, MOST_BYTES);
    } else if (this.streak === HELPFUL_IN_A_ROW) {
      this.thresholdBytes = Math.max(this.thresholdBytes / 2, LEAST_BYTES);
    } else {
      return;
    }
    this.streak = 0;
  }
}

/** The early collection of this thread. */
export const earlyCollection: EarlyCollection = /*@__PURE__*/ new EarlyCollection(findYoungHeap);

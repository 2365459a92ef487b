import type { RandomSource } from "../subchannel/clock.ts";

/** Chooses one of a list again and again; see {@link createScheduler}. */
export interface Scheduler {
  /** The index of the next one. */
  next(): number;
}

/** The least weight beside a mean of 1: every backend is picked now and then. */
const LEAST = 1e-5;

/**
 * A scheduler over backends with these weights (gRFC A58). A weight of 0 is unknown and counts as the mean
 * of the others. With fewer than two weights that are known, or all equal, they take turns.
 */
export function createScheduler(weights: readonly number[], random: RandomSource): Scheduler {
  let sum = 0;
  let known = 0;
  for (const weight of weights) {
    if (!(weight > 0)) continue;
    sum += weight;
    known++;
  }
  if (known < 2) return new TurnScheduler(weights.length, random);
  const mean = sum / known;
  const scaled = weights.map((weight) => (weight > 0 ? Math.max(weight / mean, LEAST) : 1));
  if (scaled.every((weight) => weight === 1)) return new TurnScheduler(weights.length, random);
  return new EdfScheduler(scaled, random);
}

/** One after the other, from a random start. */
export class TurnScheduler implements Scheduler {
  private readonly count: number;
  private position: number;

  constructor(count: number, random: RandomSource) {
    this.count = count;
    this.position = Math.floor(random() * count);
  }

  next(): number {
    const index = this.position;
    this.position = index + 1 === this.count ? 0 : index + 1;
    return index;
  }
}

/**
 * Earliest deadline first: each backend is a job with a period that is the inverse of its weight. The one
 * with the earliest deadline is next, and its deadline moves on by its period. The first deadlines are
 * random within a period, so that clients do not move in step. A pick costs the logarithm of the number.
 */
export class EdfScheduler implements Scheduler {
  private readonly periods: Float64Array;
  private readonly deadlines: Float64Array;
  /** Indexes as a binary heap, the earliest deadline first. */
  private readonly heap: Int32Array;

  /** @param weights greater than 0, around 1 */
  constructor(weights: readonly number[], random: RandomSource) {
    this.periods = Float64Array.from(weights, (weight) => 1 / weight);
    this.deadlines = this.periods.map((period) => period * random());
    this.heap = Int32Array.from(weights, (_, index) => index);
    for (let at = (this.heap.length >> 1) - 1; at >= 0; at--) this.sink(at);
  }

  next(): number {
    const index = this.heap[0] as number;
    this.deadlines[index] = (this.deadlines[index] as number) + (this.periods[index] as number);
    this.sink(0);
    return index;
  }

  /** Moves the entry at this place of the heap down, behind those with earlier deadlines. */
  private sink(from: number): void {
    const { heap, deadlines } = this;
    const { length } = heap;
    const index = heap[from] as number;
    const deadline = deadlines[index] as number;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      const other = child + 1;
      if (other < length && this.isEarlier(heap[other] as number, heap[child] as number)) {
        child = other;
      }
      const earlier = heap[child] as number;
      if ((deadlines[earlier] as number) >= deadline) break;
      heap[at] = earlier;
      at = child;
    }
    heap[at] = index;
  }

  private isEarlier(one: number, other: number): boolean {
    return (this.deadlines[one] as number) < (this.deadlines[other] as number);
  }
}

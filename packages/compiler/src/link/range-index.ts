/** A range of numbers, its end exclusive, and what it belongs to. */
export interface NumberRange<T> {
  readonly start: number;
  readonly end: number;
  readonly owner: T;
}

/** Most overlaps that are listed of one message or enum. */
const MAX_OVERLAPS = 100;

/** Ranges in order, so that looking numbers up and finding overlaps is fast however many there are. */
export class RangeIndex<T> {
  private readonly sorted: NumberRange<T>[];
  /** The largest end of the ranges up to each one. */
  private readonly maxEnds: number[];

  constructor(ranges: readonly NumberRange<T>[]) {
    this.sorted = ranges.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
    this.maxEnds = [];
    let largest = Number.NEGATIVE_INFINITY;
    for (const { end } of this.sorted) {
      largest = Math.max(largest, end);
      this.maxEnds.push(largest);
    }
  }

  /** A range that holds a number. */
  find(number: number): NumberRange<T> | undefined {
    return this.overlapping(number, number + 1);
  }

  /** A range that has a number in common with `start` to `end` (exclusive). */
  overlapping(start: number, end: number): NumberRange<T> | undefined {
    for (let at = this.lastBefore(end); at >= 0; at--) {
      const range = this.sorted[at];
      if (range !== undefined && range.end > start) return range;
      if ((this.maxEnds[at] ?? 0) <= start) return undefined;
    }
    return undefined;
  }

  /** Pairs of ranges that have a number in common, up to {@link MAX_OVERLAPS}, and how many there are beside. */
  overlaps(): { readonly pairs: [NumberRange<T>, NumberRange<T>][]; readonly unlisted: number } {
    const pairs: [NumberRange<T>, NumberRange<T>][] = [];
    let unlisted = 0;
    for (const [at, range] of this.sorted.entries()) {
      const last = this.lastBefore(range.end);
      const shown = Math.min(last, at + MAX_OVERLAPS - pairs.length);
      for (const other of this.sorted.slice(at + 1, shown + 1)) pairs.push([range, other]);
      unlisted += last - shown;
    }
    return { pairs, unlisted };
  }

  /** Index of the last range that starts before a number; -1 without one. */
  private lastBefore(number: number): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle]?.start ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

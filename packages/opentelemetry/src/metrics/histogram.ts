/** Counts of values by bucket, with their sum, for one set of attributes. */
export class HistogramState {
  /** Upper bounds, inclusive, ascending. */
  readonly bounds: readonly number[];
  /** One more than bounds: the last is for values beyond all of them. */
  readonly counts: number[];
  count: number;
  sum: number;
  min: number;
  max: number;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }

  record(value: number): void {
    const { bounds, counts } = this;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value <= (bounds[middle] as number)) high = middle;
      else low = middle + 1;
    }
    counts[low] = (counts[low] as number) + 1;
    this.count += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
}

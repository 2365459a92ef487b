/** The middle value; of an even count the mean of the two middle ones. Throws on none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("the median of no values");
  if (sorted.length % 2 === 1) return upper;
  return (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The geometric mean. Throws on none. */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0) throw new Error("the mean of no values");
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** A number with as many digits as a reader of a table wants: 186,000; 34.6; 0.123. */
export function readable(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6) return `${(value / 1e6).toFixed(magnitude >= 1e7 ? 1 : 2)} M`;
  if (magnitude >= 100) {
    const step = 10 ** Math.max(0, Math.floor(Math.log10(magnitude)) - 2);
    return (Math.round(value / step) * step).toLocaleString("en-US");
  }
  if (magnitude >= 10) return value.toFixed(1);
  return value.toFixed(magnitude >= 1 ? 2 : 3);
}

const SAMPLES = 1 << 21;

/** Counts operations and keeps the time of each; later ones than the array holds go unsampled. */
export class Tally {
  operations = 0;
  running = true;
  private readonly samples = new Float32Array(SAMPLES);
  private sampled = 0;

  /** One operation that began at `begin` (performance.now()) has ended. */
  add(begin: number): void {
    this.operations++;
    if (this.sampled < SAMPLES) this.samples[this.sampled++] = performance.now() - begin;
  }

  /** Starts the measured window. */
  reset(): void {
    this.operations = 0;
    this.sampled = 0;
  }

  /** The times so far, sorted, in milliseconds. */
  sorted(): Float32Array {
    return this.samples.slice(0, this.sampled).sort();
  }
}

/** The value below which `share` of the sorted samples lie, in microseconds. */
export function percentileMicros(sorted: Float32Array, share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return Math.round((sorted[index] ?? 0) * 10_000) / 10;
}

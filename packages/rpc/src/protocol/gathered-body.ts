const FIRST_BYTES = 1024;

/** A body that comes in pieces and whose length is not known, in memory that grows with it. */
export class GatheredBody {
  private bytes: Uint8Array;
  /** The bytes that have come. */
  size: number;

  constructor() {
    this.bytes = new Uint8Array(FIRST_BYTES);
    this.size = 0;
  }

  /** Adds a piece. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.size + end - start;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.size));
      this.bytes = grown;
    }
    this.bytes.set(bytes.subarray(start, end), this.size);
    this.size = needed;
  }

  /** Returns the pieces in one. */
  take(): Uint8Array {
    return this.bytes.subarray(0, this.size);
  }
}

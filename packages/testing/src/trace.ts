import { createHash, type Hash } from "node:crypto";

/**
 * The events of a simulation, in order: all of them go into a digest, the last are kept as
 * text. Two runs with the same digest were the same run.
 */
export class Trace {
  private readonly hash: Hash;
  private readonly kept: string[];
  private readonly maxKept: number;
  private nextAt: number;
  private count: number;

  /** @param maxKept how many of the last events are kept as text */
  constructor(maxKept: number) {
    this.hash = createHash("sha256");
    this.kept = [];
    this.maxKept = maxKept;
    this.nextAt = 0;
    this.count = 0;
  }

  /** How many events have been recorded. */
  get events(): number {
    return this.count;
  }

  /** Records an event, with the bytes that it carried where there are any. */
  record(atMs: number, text: string, bytes?: Uint8Array): void {
    const line = `${atMs.toFixed(3)} ${text}`;
    this.count += 1;
    this.hash.update(line);
    if (bytes !== undefined) this.hash.update(bytes);
    if (this.maxKept === 0) return;
    this.kept[this.nextAt] = line;
    this.nextAt = (this.nextAt + 1) % this.maxKept;
  }

  /** Returns the last events as lines, the oldest first: milliseconds, then what happened. */
  lines(): string[] {
    return [...this.kept.slice(this.nextAt), ...this.kept.slice(0, this.nextAt)];
  }

  /** Returns the digest of all events so far, in hexadecimal. */
  digest(): string {
    return this.hash.copy().digest("hex");
  }
}

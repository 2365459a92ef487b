/**
 * A seeded source of pseudo-random numbers (sfc32): the same seed yields the same sequence on every
 * machine. Fit for simulations, not for secrets.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  /** @param seed any number; its 64 bits as a double count */
  constructor(seed: number) {
    const words = new Uint32Array(new Float64Array([seed]).buffer);
    this.a = words[0] as number;
    this.b = words[1] as number;
    this.c = 0x9e3779b9;
    this.counter = 1;
    // The first numbers still show the seed.
    for (let i = 0; i < 15; i++) this.word();
  }

  /** Returns the next unsigned integer of 32 bits. */
  word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** Returns the next number from 0 to less than 1, uniformly distributed. */
  next(): number {
    return (this.word() * 0x20_0000 + (this.word() >>> 11)) / 2 ** 53;
  }

  /** Returns an integer from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** Returns a number from `min` to less than `max`. */
  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  /** Returns true with the given probability, from 0 to 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /**
   * Returns one of the items.
   *
   * @throws RangeError for an empty list
   */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("invalid items: expected at least one, got none");
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** Fills `target` with random bytes and returns it. */
  fillBytes(target: Uint8Array): Uint8Array {
    for (let i = 0; i < target.length; i++) target[i] = this.word();
    return target;
  }

  /** Makes a source of its own, so that one consumer's draws do not move another's. */
  fork(): Random {
    return createRandom(this.word() * 0x10_0000 + (this.word() >>> 12));
  }
}

// Outside of the class: bundlers rename a class that names itself, and logs show that name.
function createRandom(seed: number): Random {
  return new Random(seed);
}

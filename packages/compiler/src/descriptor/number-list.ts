/** Whole numbers of 32 bits one after another, in a half of the memory that an array takes at least. */
export class NumberList {
  /** The numbers, and behind {@link length} of them room for more. */
  values: Int32Array;
  length: number;

  constructor(capacity: number) {
    this.values = new Int32Array(capacity);
    this.length = 0;
  }

  /** Makes room for `count` more numbers. */
  ensure(count: number): void {
    const needed = this.length + count;
    if (needed <= this.values.length) return;
    const larger = new Int32Array(Math.max(needed, this.values.length * 2));
    larger.set(this.values);
    this.values = larger;
  }

  /** Appends numbers. */
  append(numbers: readonly number[]): void {
    this.ensure(numbers.length);
    const { values } = this;
    let at = this.length;
    for (let index = 0; index < numbers.length; index++) values[at++] = numbers[index] as number;
    this.length = at;
  }

  /** Frees the memory after the numbers. */
  trim(): void {
    this.values = this.values.slice(0, this.length);
  }
}

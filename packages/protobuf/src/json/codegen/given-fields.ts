/** Indexes below this are remembered in the bits of a number. */
const BITS = 32;

/** Which fields of a message were given already. */
export class GivenFields {
  private low = 0;
  private high: Set<number> | undefined = undefined;

  /** False if the field was added before. */
  add(index: number): boolean {
    if (index >= BITS) {
      this.high ??= new Set();
      if (this.high.has(index)) return false;
      this.high.add(index);
      return true;
    }
    const bit = 1 << index;
    if ((this.low & bit) !== 0) return false;
    this.low |= bit;
    return true;
  }
}

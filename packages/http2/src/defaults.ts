/**
 * Fills settings that were left out, once for each object of settings: the connections of a server share
 * the result instead of holding one each.
 */
export class Defaults<T extends object> {
  private readonly values: T;
  private readonly filled: WeakMap<Partial<T>, T>;

  constructor(values: T) {
    this.values = values;
    this.filled = new WeakMap();
  }

  /** Returns `given` with the defaults for what it lacks. Later changes of `given` have no effect. */
  fill(given: Partial<T> | undefined): T {
    if (given === undefined) return this.values;
    let full = this.filled.get(given);
    if (full === undefined) {
      full = { ...this.values, ...given };
      this.filled.set(given, full);
    }
    return full;
  }
}

/**
 * A thing that ends at a point in time, and by itself the entry in the wheel that sees to it: a call
 * extends it, so that a deadline costs no object.
 *
 * An entry is in at most one wheel, once. The three fields belong to the wheel.
 */
export abstract class DeadlineEntry {
  /** The next entry in the ring of a slot; the entry itself while it is in none. */
  nextEntry: DeadlineEntry;
  /** The list's previous entry; the entry itself while it is in no list. */
  previousEntry: DeadlineEntry;
  /** The monotonic point in time at which to expire; a past one is moved to the present by add. */
  expiresAtMs: number;

  constructor() {
    this.nextEntry = this;
    this.previousEntry = this;
    // NaN makes the field one of floating-point numbers from the start.
    this.expiresAtMs = Number.NaN;
  }

  /** Called once when the time has come, after the entry has left the wheel. */
  abstract expire(): void;
}

/** Where entries wait for their points in time. */
export interface Deadlines {
  /** How many entries wait. */
  readonly size: number;
  /**
   * Lets an entry expire at a point in monotonic time, never early, and in a later turn even if that is
   * past. An entry that waits already is moved. A point at Infinity never comes: the entry is not added.
   */
  add(entry: DeadlineEntry, atMs: number): void;
  /** Takes an entry out. Does nothing if it does not wait. */
  remove(entry: DeadlineEntry): void;
  /** For closing down: no timer is left when nothing waits. */
  disarmIfEmpty(): void;
}

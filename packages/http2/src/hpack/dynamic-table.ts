import { FIELD_OVERHEAD } from "../field-section.ts";

const INITIAL_CAPACITY = 16;

/**
 * The decoder's dynamic table: a ring of parallel arrays, newest entry in front.
 *
 * Bounded by `maxSize`, which counts each entry as name + value + 32 bytes.
 * @see https://www.rfc-editor.org/rfc/rfc7541#section-2.3.2
 */
export class DynamicTable {
  /** Names by slot; see {@link DynamicTable.slotOf}. */
  names: string[];
  /** Values by slot. */
  values: string[];
  /** The rule of HTTP/2 that the field breaks, by slot. */
  violations: (string | undefined)[];
  /** Bytes that the entries count. */
  size: number;
  /** Bytes that they may count. */
  maxSize: number;
  /** Number of entries. */
  length: number;

  /** Slot of the next entry; the ring's capacity is a power of two. */
  private head: number;
  private mask: number;

  constructor(maxSize: number) {
    // Memory comes with the first entry: an idle connection has none.
    this.names = [];
    this.values = [];
    this.violations = [];
    this.size = 0;
    this.maxSize = maxSize;
    this.length = 0;
    this.head = 0;
    this.mask = -1;
  }

  /** Slot of the entry with `index`, 1 being the newest; −1 when there is none. */
  slotOf(index: number): number {
    return index <= this.length ? (this.head - index) & this.mask : -1;
  }

  /**
   * Adds an entry, evicting old ones as far as needed. One that is larger than the whole table
   * empties it and is not kept: RFC 7541 section 4.4.
   */
  insert(name: string, value: string, violation: string | undefined): void {
    const size = name.length + value.length + FIELD_OVERHEAD;
    this.evictTo(this.maxSize - size);
    if (size > this.maxSize) return;
    if (this.length > this.mask) this.enlarge();
    this.names[this.head] = name;
    this.values[this.head] = value;
    this.violations[this.head] = violation;
    this.head = (this.head + 1) & this.mask;
    this.length++;
    this.size += size;
  }

  /** Sets the size that may not be exceeded, evicting what does not fit: RFC 7541 section 4.3. */
  resize(maxSize: number): void {
    this.maxSize = maxSize;
    this.evictTo(maxSize);
  }

  private evictTo(size: number): void {
    while (this.length > 0 && this.size > size) {
      const slot = (this.head - this.length) & this.mask;
      this.size -= this.names[slot]!.length + this.values[slot]!.length + FIELD_OVERHEAD;
      this.names[slot] = "";
      this.values[slot] = "";
      this.violations[slot] = undefined;
      this.length--;
    }
  }

  /** Doubles the ring, oldest entry to the front. */
  private enlarge(): void {
    const { names, values, violations, length, mask } = this;
    const oldest = this.head - length;
    const capacity = mask < 0 ? INITIAL_CAPACITY : (mask + 1) * 2;
    this.names = new Array<string>(capacity).fill("");
    this.values = new Array<string>(capacity).fill("");
    this.violations = new Array<string | undefined>(capacity).fill(undefined);
    for (let i = 0; i < length; i++) {
      const slot = (oldest + i) & mask;
      this.names[i] = names[slot]!;
      this.values[i] = values[slot]!;
      this.violations[i] = violations[slot];
    }
    this.mask = capacity - 1;
    this.head = length;
  }
}

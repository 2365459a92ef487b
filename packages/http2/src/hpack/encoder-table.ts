import { FIELD_OVERHEAD } from "../field-section.ts";
import {
  STATIC_TABLE_LENGTH,
  staticIndexOfName,
  staticNames,
  staticValues,
} from "./static-table.ts";

/** Entries that the table has room for once it has one; a power of two. */
const LEAST_CAPACITY = 16;

/** Names that are remembered; when there are more, those without an entry are forgotten. */
const MAX_KNOWN_NAMES = 256;

/**
 * The encoder's knowledge of one field name.
 *
 * An entry is called by a number: static ones by their negative index, dynamic ones by the running
 * number of their insertion (from 1 on), which stays the same while their index moves.
 */
export class KnownName {
  readonly name: string;
  /** Lowest static index with this name; 0 when there is none. */
  readonly staticIndex: number;
  /** Distinguishes equal values of different names in the sighting filter. */
  readonly salt: number;
  /** Whether the name came before; kept only for names that have no index. */
  seen: boolean;
  /** Newest dynamic entry with this name; 0 when there is none. */
  newestEntry: number;
  /**
   * The two values used last and their entries, 0 for none. All there are when there are no more
   * than two, which lets two comparisons show that a value is new.
   */
  valueA: string;
  entryA: number;
  valueB: string;
  entryB: number;
  /** Entry by value; only of values that have an entry. */
  readonly entries: Map<string, number>;

  constructor(name: string, salt: number) {
    this.name = name;
    this.staticIndex = staticIndexOfName.get(name) ?? 0;
    this.salt = salt;
    this.seen = false;
    this.newestEntry = 0;
    this.valueA = "";
    this.entryA = 0;
    this.valueB = "";
    this.entryB = 0;
    this.entries = new Map();
    if (this.staticIndex === 0) return;
    for (let i = this.staticIndex; staticNames[i] === name; i++) this.add(staticValues[i]!, -i);
  }

  /** The entry with this value, or 0. */
  find(value: string): number {
    if (this.entryA !== 0 && value === this.valueA) return this.entryA;
    if (this.entryB !== 0 && value === this.valueB) {
      const entry = this.entryB;
      this.promote(value, entry);
      return entry;
    }
    if (this.entries.size <= 2) return 0;
    const entry = this.entries.get(value);
    if (entry === undefined) return 0;
    this.promote(value, entry);
    return entry;
  }

  /** Notes an entry with a value that has none so far. */
  add(value: string, entry: number): void {
    this.entries.set(value, entry);
    this.promote(value, entry);
  }

  /** Forgets the entry with this value. */
  remove(value: string): void {
    this.entries.delete(value);
    this.entryA = 0;
    this.valueA = "";
    this.entryB = 0;
    this.valueB = "";
    let left = 2;
    for (const [other, entry] of this.entries) {
      this.promote(other, entry);
      if (--left === 0) break;
    }
  }

  private promote(value: string, entry: number): void {
    this.valueB = this.valueA;
    this.entryB = this.entryA;
    this.valueA = value;
    this.entryA = entry;
  }
}

/**
 * The encoder's side of the dynamic table: which fields the peer's decoder holds, and their index.
 * @see https://www.rfc-editor.org/rfc/rfc7541#section-2.3
 */
export class EncoderTable {
  /** Bytes that the entries count. */
  size: number;
  /** Bytes that they may count. */
  maxSize: number;

  private readonly names: Map<string, KnownName>;
  private salt: number;
  /** Entries inserted and evicted so far: the entries `evicted + 1 … inserted` are in the table. */
  private inserted: number;
  private evicted: number;
  /** The table's entries; entry n in slot n & mask. */
  private entryNames: (KnownName | undefined)[];
  private entryValues: string[];
  private entrySizes: number[];
  private mask: number;

  constructor(maxSize: number) {
    this.size = 0;
    this.maxSize = maxSize;
    this.names = new Map();
    this.salt = 0;
    this.inserted = 0;
    this.evicted = 0;
    // Memory comes with the first entry: an idle connection has none.
    this.entryNames = [];
    this.entryValues = [];
    this.entrySizes = [];
    this.mask = -1;
  }

  /** The knowledge of the name; it is remembered from now on. */
  know(name: string): KnownName {
    return this.names.get(name) ?? this.remember(name);
  }

  /** Index of the field on the wire, or 0 when neither table has it. */
  indexOf(known: KnownName, value: string): number {
    const entry = known.find(value);
    if (entry === 0) return 0;
    return entry < 0 ? -entry : STATIC_TABLE_LENGTH + 1 + this.inserted - entry;
  }

  /** Index on the wire of an entry with this name, or 0. */
  nameIndexOf(known: KnownName): number {
    if (known.staticIndex !== 0) return known.staticIndex;
    if (known.newestEntry === 0) return 0;
    return STATIC_TABLE_LENGTH + 1 + this.inserted - known.newestEntry;
  }

  /** Adds a field that is not in the table and not larger than it, evicting what must go. */
  insert(known: KnownName, value: string): void {
    const size = known.name.length + value.length + FIELD_OVERHEAD;
    this.evictTo(this.maxSize - size);
    if (this.inserted - this.evicted > this.mask) this.enlarge();
    const entry = ++this.inserted;
    const slot = entry & this.mask;
    this.entryNames[slot] = known;
    this.entryValues[slot] = value;
    this.entrySizes[slot] = size;
    this.size += size;
    known.newestEntry = entry;
    known.add(value, entry);
  }

  /** Sets the size that may not be exceeded, evicting what does not fit. */
  resize(maxSize: number): void {
    this.maxSize = maxSize;
    this.evictTo(maxSize);
  }

  private evictTo(size: number): void {
    while (this.size > size) {
      const entry = ++this.evicted;
      const slot = entry & this.mask;
      const known = this.entryNames[slot]!;
      if (known.newestEntry === entry) known.newestEntry = 0;
      known.remove(this.entryValues[slot]!);
      this.size -= this.entrySizes[slot]!;
      this.entryNames[slot] = undefined;
      this.entryValues[slot] = "";
    }
  }

  private remember(name: string): KnownName {
    if (this.names.size >= MAX_KNOWN_NAMES) this.forget();
    const known = new KnownName(name, ++this.salt);
    this.names.set(name, known);
    return known;
  }

  /** Forgets the names that have no entry in the table; entries are fewer than names may be. */
  private forget(): void {
    for (const [name, known] of this.names) {
      if (known.newestEntry === 0) this.names.delete(name);
    }
  }

  private enlarge(): void {
    const { entryNames, entryValues, entrySizes, mask } = this;
    const capacity = Math.max((mask + 1) * 2, LEAST_CAPACITY);
    this.entryNames = new Array<KnownName | undefined>(capacity).fill(undefined);
    this.entryValues = new Array<string>(capacity).fill("");
    this.entrySizes = new Array<number>(capacity).fill(0);
    this.mask = capacity - 1;
    for (let entry = this.evicted + 1; entry <= this.inserted; entry++) {
      this.entryNames[entry & this.mask] = entryNames[entry & mask];
      this.entryValues[entry & this.mask] = entryValues[entry & mask]!;
      this.entrySizes[entry & this.mask] = entrySizes[entry & mask]!;
    }
  }
}

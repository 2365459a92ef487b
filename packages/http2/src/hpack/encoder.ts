import { FIELD_OVERHEAD } from "../field-section.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import { EncoderTable, type KnownName } from "./encoder-table.ts";
import { huffmanLength, writeHuffman } from "./huffman-encoder.ts";
import { writeInteger } from "./integer.ts";
import { writeLatin1 } from "./latin1.ts";
import { SightingFilter, sightingHash } from "./sighting-filter.ts";

/** The table size of the peer's decoder until its SETTINGS say otherwise: RFC 9113 section 6.5.2. */
const INITIAL_TABLE_SIZE = 4096;

/** Forms of a field, with the mask of the index that shares their first byte: RFC 7541 section 6. */
const INDEXED = 0x80;
const INDEXED_MASK = 0x7f;
const INSERTED = 0x40;
const INSERTED_MASK = 0x3f;
const NOT_INSERTED = 0x00;
const NEVER_INDEXED = 0x10;
const LITERAL_MASK = 0x0f;
const SIZE_UPDATE = 0x20;
const SIZE_UPDATE_MASK = 0x1f;
const HUFFMAN = 0x80;
const LENGTH_MASK = 0x7f;

/** Room for an index and two lengths, each at most five bytes. */
const INTEGERS_ROOM = 16;

/** When the table is full, at most one block in so many may push something out of it. */
const BLOCKS_BETWEEN_EVICTIONS = 16;

/**
 * Encodes the header blocks of one direction of a connection, in the order in which they are sent.
 *
 * Which fields go into the dynamic table follows from what is seen: a value that comes a second
 * time is put there, a value that is new each time never is, so that neither the table nor the
 * caches that hang on `generation` are disturbed by request ids and the like. Values that are not
 * put there are written raw: Huffman coding would cost both sides more time than the bytes it saves.
 *
 * Names are lower case, names and values have one character per byte; the caller has checked that.
 * @see https://www.rfc-editor.org/rfc/rfc7541
 */
export class HpackEncoder {
  /**
   * Changes whenever the dynamic table does (insertion, eviction, resize). A block during whose
   * encoding it stood still may be sent again as it is, as long as it stands still.
   */
  generation: number;

  private readonly table: EncoderTable;
  private readonly filter: SightingFilter;
  private readonly maxTableSize: number;
  /** Smallest size since the last block began, to be announced before the final one; else −1. */
  private smallestPendingSize: number;
  /** Blocks begun so far, and at which of them something was evicted last. */
  private blocks: number;
  private evictedAt: number;

  /**
   * @param options.maxTableSize How many bytes of the peer's table we use at most; default 4096.
   */
  constructor(options?: { maxTableSize?: number }) {
    this.generation = 0;
    this.maxTableSize = options?.maxTableSize ?? INITIAL_TABLE_SIZE;
    const size = Math.min(this.maxTableSize, INITIAL_TABLE_SIZE);
    this.table = new EncoderTable(size);
    this.filter = new SightingFilter();
    this.smallestPendingSize = size < INITIAL_TABLE_SIZE ? size : -1;
    this.blocks = 0;
    this.evictedAt = -BLOCKS_BETWEEN_EVICTIONS;
  }

  /**
   * Takes over the peer's SETTINGS_HEADER_TABLE_SIZE in bytes; the change is announced at the next
   * {@link HpackEncoder.begin}.
   * @see https://www.rfc-editor.org/rfc/rfc7541#section-4.2
   */
  setPeerMaxTableSize(size: number): void {
    const chosen = Math.min(size, this.maxTableSize);
    if (chosen === this.table.maxSize) return;
    this.generation++;
    this.table.resize(chosen);
    if (this.smallestPendingSize === -1 || chosen < this.smallestPendingSize) {
      this.smallestPendingSize = chosen;
    }
  }

  /** Starts a block: announces a changed table size. */
  begin(out: OutputBuffer): void {
    this.blocks++;
    if (this.smallestPendingSize === -1) return;
    out.ensure(INTEGERS_ROOM);
    const final = this.table.maxSize;
    if (this.smallestPendingSize < final) {
      writeInteger(out, SIZE_UPDATE, SIZE_UPDATE_MASK, this.smallestPendingSize);
    }
    writeInteger(out, SIZE_UPDATE, SIZE_UPDATE_MASK, final);
    this.smallestPendingSize = -1;
    this.generation++;
  }

  /**
   * Appends a field; whether it is put into the table follows from what was seen before: the first
   * time it is written as a literal, the second time it is put there, from then on it takes an
   * index.
   */
  field(out: OutputBuffer, name: string, value: string): void {
    const known = this.table.know(name);
    const index = this.table.indexOf(known, value);
    if (index !== 0) {
      out.ensure(INTEGERS_ROOM);
      writeInteger(out, INDEXED, INDEXED_MASK, index);
      return;
    }
    // Written as a literal first, because its bytes are quicker to hash than the string.
    const start = out.position;
    this.writeLiteral(out, NOT_INSERTED, LITERAL_MASK, known, value);
    const end = out.position;
    const seen = this.filter.sight(sightingHash(out.bytes, end - value.length, end, known.salt));
    if ((!seen && !this.nameIsWanted(known)) || !this.hasRoom(known, value)) return;
    out.position = start;
    this.insert(out, known, value);
  }

  /**
   * Appends a field that is known to be the same in many blocks: it is put into the table at first
   * sight.
   */
  indexedField(out: OutputBuffer, name: string, value: string): void {
    const known = this.table.know(name);
    const index = this.table.indexOf(known, value);
    if (index !== 0) {
      out.ensure(INTEGERS_ROOM);
      writeInteger(out, INDEXED, INDEXED_MASK, index);
      return;
    }
    if (this.hasRoom(known, value)) this.insert(out, known, value);
    else this.writeLiteral(out, NOT_INSERTED, LITERAL_MASK, known, value);
  }

  /**
   * Appends a field whose value is known to vary: never put into the table, except once for the
   * sake of its name.
   */
  literalField(out: OutputBuffer, name: string, value: string): void {
    const known = this.table.know(name);
    if (this.nameIsWanted(known) && this.hasRoom(known, value)) this.insert(out, known, value);
    else this.writeLiteral(out, NOT_INSERTED, LITERAL_MASK, known, value);
  }

  /**
   * Appends a secret: never put into a table, not by proxies on the way either.
   * @see https://www.rfc-editor.org/rfc/rfc7541#section-6.2.3
   */
  sensitiveField(out: OutputBuffer, name: string, value: string): void {
    this.writeLiteral(out, NEVER_INDEXED, LITERAL_MASK, this.table.know(name), value);
  }

  /** A name without an index is worth an entry when it comes for the second time. */
  private nameIsWanted(known: KnownName): boolean {
    if (known.staticIndex !== 0 || known.newestEntry !== 0) return false;
    if (known.seen) return true;
    known.seen = true;
    return false;
  }

  /**
   * Whether the table should take the field: not when it is larger than half of it, nor when it
   * would push out others so soon after the last time that more must be in use than fits.
   */
  private hasRoom(known: KnownName, value: string): boolean {
    const table = this.table;
    const size = known.name.length + value.length + FIELD_OVERHEAD;
    if (size * 2 > table.maxSize) return false;
    if (table.size + size <= table.maxSize) return true;
    if (this.blocks - this.evictedAt < BLOCKS_BETWEEN_EVICTIONS) return false;
    this.evictedAt = this.blocks;
    return true;
  }

  /** Appends the field as a literal that is put into the table. */
  private insert(out: OutputBuffer, known: KnownName, value: string): void {
    // The name's index is that before the insertion evicts anything: RFC 7541 section 4.4.
    this.writeLiteral(out, INSERTED, INSERTED_MASK, known, value);
    this.table.insert(known, value);
    this.generation++;
  }

  private writeLiteral(
    out: OutputBuffer,
    form: number,
    mask: number,
    known: KnownName,
    value: string,
  ): void {
    const name = known.name;
    out.ensure(INTEGERS_ROOM + name.length + value.length);
    const nameIndex = this.table.nameIndexOf(known);
    writeInteger(out, form, mask, nameIndex);
    if (nameIndex === 0) writeShorter(out, name);
    if (form === INSERTED) writeShorter(out, value);
    else writeRaw(out, value);
  }
}

/** Appends a string literal as it is. */
function writeRaw(out: OutputBuffer, text: string): void {
  writeInteger(out, 0, LENGTH_MASK, text.length);
  writeLatin1(out.bytes, out.position, text);
  out.position += text.length;
}

/** Appends a string literal Huffman coded where that is shorter. */
function writeShorter(out: OutputBuffer, text: string): void {
  const length = huffmanLength(text);
  if (length >= text.length) {
    writeRaw(out, text);
    return;
  }
  writeInteger(out, HUFFMAN, LENGTH_MASK, length);
  out.position = writeHuffman(out.bytes, out.position, text);
}

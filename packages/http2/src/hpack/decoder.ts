import { ConnectionError, ErrorCode } from "../errors.ts";
import {
  FIELD_OVERHEAD,
  FIELD_SECTION_TOO_LARGE,
  FieldSection,
  findNameViolation,
  findValueViolation,
} from "../field-section.ts";
import { BlockCache, MAX_CACHED_BLOCK } from "./block-cache.ts";
import { DynamicTable } from "./dynamic-table.ts";
import { decodeHuffman, huffmanRoom } from "./huffman-decoder.ts";
import { readLatin1 } from "./latin1.ts";
import { internName } from "./name-interning.ts";
import { STATIC_TABLE_LENGTH, staticNames, staticValues } from "./static-table.ts";

/** Table size that holds until the peer has acknowledged another one: RFC 9113 section 6.5.2. */
const INITIAL_TABLE_SIZE = 4096;

/** Integers take at most this many bytes behind their prefix: values below 2^28 + prefix. */
const MAX_INTEGER_BYTES = 4;

/** Scratch space for Huffman decoding that is kept between blocks. */
const SCRATCH_SIZE = 1024;

/**
 * Decodes the header blocks of one direction of a connection, in the order of their arrival.
 *
 * Every block must be decoded, also that of a stream nobody wants any more, or the dynamic table
 * falls out of step with the peer's.
 * @see https://www.rfc-editor.org/rfc/rfc7541
 */
export class HpackDecoder {
  private readonly table: DynamicTable;
  private readonly cache: BlockCache;
  private readonly maxFieldSectionSize: number;
  /** Largest table that the peer's encoder may choose. */
  private limit: number;
  /** Smallest limit set since the last size update if the encoder must react to it, else −1. */
  private demandedSize: number;

  private bytes: Uint8Array;
  private position: number;
  private end: number;
  private scratch: Uint8Array;
  /** Violation in the string read last. */
  private violation: string | undefined;

  /**
   * @param options.maxTableSize Limit of the dynamic table in bytes (RFC 7541 section 4.1) that the
   *   peer knows at the beginning: 4096, unless another was agreed before the first block.
   * @param options.maxFieldSectionSize Sections of more bytes (each field counts 32 more than its
   *   name and value) are cut off and come back as malformed.
   */
  constructor(options: { maxTableSize: number; maxFieldSectionSize: number }) {
    this.table = new DynamicTable(Math.min(options.maxTableSize, INITIAL_TABLE_SIZE));
    this.cache = new BlockCache();
    this.maxFieldSectionSize = options.maxFieldSectionSize;
    this.limit = options.maxTableSize;
    this.demandedSize = -1;
    this.bytes = emptyBytes;
    this.position = 0;
    this.end = 0;
    this.scratch = emptyBytes;
    this.violation = undefined;
  }

  /** Changes whenever the dynamic table does (insertion, eviction, resize). */
  get generation(): number {
    return this.cache.generation;
  }

  /**
   * Sets the limit of the dynamic table in bytes: to be called when the peer acknowledges our
   * SETTINGS_HEADER_TABLE_SIZE. When the limit falls below the table's size, the next block must
   * begin with a size update.
   * @see https://www.rfc-editor.org/rfc/rfc7541#section-4.2
   */
  setMaxTableSize(size: number): void {
    this.limit = size;
    if (size >= this.table.maxSize) return;
    if (this.demandedSize === -1 || size < this.demandedSize) this.demandedSize = size;
  }

  /**
   * Decodes the whole block `bytes[start .. end)`. Blocks of at most 64 bytes that did not change
   * the table come back as the same object when they are repeated.
   *
   * Throws a ConnectionError with COMPRESSION_ERROR on every violation of RFC 7541; after that the
   * decoder is of no more use. Fields that only HTTP/2 forbids do not throw, see
   * `FieldSection.malformed`.
   */
  decode(bytes: Uint8Array, start: number, end: number): FieldSection {
    const length = end - start;
    if (length > MAX_CACHED_BLOCK || this.demandedSize !== -1) {
      return this.decodeBlock(bytes, start, end);
    }
    const slot = this.cache.slotOf(bytes, start, end);
    const known = this.cache.get(slot, bytes, start, length);
    if (known !== undefined) return known;
    const before = this.cache.generation;
    const section = this.decodeBlock(bytes, start, end);
    if (this.generation === before) this.cache.set(slot, bytes, start, length, section);
    return section;
  }

  private decodeBlock(bytes: Uint8Array, start: number, end: number): FieldSection {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.readSizeUpdates();

    const fields: string[] = [];
    const table = this.table;
    const maxSize = this.maxFieldSectionSize;
    let size = 0;
    let malformed: string | undefined;

    while (this.position < end) {
      const byte = bytes[this.position]!;
      let name: string;
      let value: string;
      let violation: string | undefined;
      if (byte >= 0x80) {
        // Indexed field: 1 + 7 bits of index.
        const index = byte !== 0xff ? (this.position++, byte & 0x7f) : this.readInteger(0x7f);
        if (index <= STATIC_TABLE_LENGTH) {
          if (index === 0) throw indexZero();
          name = staticNames[index]!;
          value = staticValues[index]!;
        } else {
          const slot = table.slotOf(index - STATIC_TABLE_LENGTH);
          if (slot === -1) throw indexTooLarge(index);
          name = table.names[slot]!;
          value = table.values[slot]!;
          violation = table.violations[slot];
        }
        size += name.length + value.length + FIELD_OVERHEAD;
      } else if (byte >= 0x20 && byte < 0x40) {
        throw compressionError(
          "H2_HPACK_SIZE_UPDATE_POSITION",
          "a table size update follows a field; it is allowed at the start of a block only",
        );
      } else {
        // Literal: 01 + 6 bits of name index puts it into the table; 0000 and 0001 + 4 bits do not.
        const inserted = byte >= 0x40;
        const mask = inserted ? 0x3f : 0x0f;
        const index =
          (byte & mask) !== mask ? (this.position++, byte & mask) : this.readInteger(mask);
        if (index === 0) {
          name = internName(this.readString(true));
          violation = this.violation;
        } else if (index <= STATIC_TABLE_LENGTH) {
          name = staticNames[index]!;
        } else {
          const slot = table.slotOf(index - STATIC_TABLE_LENGTH);
          if (slot === -1) throw indexTooLarge(index);
          name = table.names[slot]!;
          if (table.violations[slot] !== undefined) {
            violation = this.nameViolation(name);
          }
        }
        value = this.readString(false);
        violation ??= this.violation;
        size += name.length + value.length + FIELD_OVERHEAD;
        if (inserted) {
          this.cache.generation++;
          table.insert(name, value, violation);
        }
      }
      if (size <= maxSize) {
        fields.push(name, value);
        malformed ??= violation;
      } else {
        malformed = FIELD_SECTION_TOO_LARGE;
      }
    }
    this.bytes = emptyBytes;
    return new FieldSection(fields, size, malformed);
  }

  /**
   * Table size updates MUST be at the start of a block. There are at most two of them: the
   * smallest size and the final one. None may be larger than the limit we set.
   * @see https://www.rfc-editor.org/rfc/rfc7541#section-4.2
   * @see https://www.rfc-editor.org/rfc/rfc7541#section-6.3
   */
  private readSizeUpdates(): void {
    let updates = 0;
    let smallest = Number.POSITIVE_INFINITY;
    while (this.position < this.end) {
      const byte = this.bytes[this.position]!;
      if (byte < 0x20 || byte >= 0x40) break;
      const size = this.readInteger(0x1f);
      if (++updates > 2) {
        throw compressionError(
          "H2_HPACK_SIZE_UPDATE_COUNT",
          "a block starts with more than two table size updates",
        );
      }
      if (size > this.limit) {
        throw compressionError(
          "H2_HPACK_SIZE_UPDATE_LIMIT",
          `a table size update asks for ${size} bytes, the limit is ${this.limit}`,
        );
      }
      smallest = Math.min(smallest, size);
      this.cache.generation++;
      this.table.resize(size);
    }
    if (this.demandedSize === -1) return;
    if (smallest > this.demandedSize) {
      throw compressionError(
        "H2_HPACK_SIZE_UPDATE_MISSING",
        `the table's limit was reduced to ${this.demandedSize} bytes and acknowledged, ` +
          "but the block does not start with a table size update to that or less",
      );
    }
    this.demandedSize = -1;
  }

  /**
   * Reads an integer with an N bit prefix, `mask` being 2^N − 1.
   * @see https://www.rfc-editor.org/rfc/rfc7541#section-5.1
   */
  private readInteger(mask: number): number {
    const bytes = this.bytes;
    if (this.position >= this.end) throw truncated();
    const prefix = bytes[this.position++]! & mask;
    if (prefix < mask) return prefix;
    let value = mask;
    for (let i = 0; i < MAX_INTEGER_BYTES; i++) {
      if (this.position >= this.end) throw truncated();
      const byte = bytes[this.position++]!;
      value += (byte & 0x7f) << (7 * i);
      if (byte < 0x80) return value;
    }
    throw compressionError("H2_HPACK_INT", "an integer is longer than five bytes");
  }

  /**
   * Reads a string literal and leaves in `violation` what HTTP/2 forbids about it.
   * @see https://www.rfc-editor.org/rfc/rfc7541#section-5.2
   */
  private readString(isName: boolean): string {
    if (this.position >= this.end) throw truncated();
    const first = this.bytes[this.position]!;
    const length =
      (first & 0x7f) !== 0x7f ? (this.position++, first & 0x7f) : this.readInteger(0x7f);
    let start = this.position;
    let end = start + length;
    if (end > this.end) throw truncated();
    this.position = end;
    let bytes = this.bytes;
    if (first >= 0x80) {
      const target = this.scratchFor(huffmanRoom(length));
      end = decodeHuffman(bytes, start, end, target);
      start = 0;
      bytes = target;
    }
    this.violation = isName
      ? findNameViolation(bytes, start, end)
      : findValueViolation(bytes, start, end);
    return readLatin1(bytes, start, end);
  }

  private scratchFor(room: number): Uint8Array {
    if (room <= this.scratch.length) return this.scratch;
    if (room > SCRATCH_SIZE) return new Uint8Array(room);
    this.scratch = new Uint8Array(SCRATCH_SIZE);
    return this.scratch;
  }

  /** Checks a name that comes from the table, where name and value share one note. */
  private nameViolation(name: string): string | undefined {
    const bytes = Uint8Array.from(name, (char) => char.charCodeAt(0));
    return findNameViolation(bytes, 0, bytes.length);
  }
}

const emptyBytes = new Uint8Array(0);

function compressionError(token: string, message: string): ConnectionError {
  return new ConnectionError(ErrorCode.COMPRESSION_ERROR, token, message);
}

function truncated(): ConnectionError {
  return compressionError("H2_HPACK_TRUNCATED", "a header block ends inside of a field");
}

function indexZero(): ConnectionError {
  return compressionError("H2_HPACK_INDEX_ZERO", "an indexed field has index 0");
}

function indexTooLarge(index: number): ConnectionError {
  return compressionError("H2_HPACK_INDEX", `index ${index} is outside of both tables`);
}

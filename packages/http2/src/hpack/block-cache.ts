import type { FieldSection } from "../field-section.ts";

/** Longer blocks are not remembered. */
export const MAX_CACHED_BLOCK = 64;

const SLOTS = 64;
const emptyBytes = new Uint8Array(0);

/**
 * Remembers what short header blocks decoded to. Most calls of a connection repeat one of a few
 * blocks byte for byte, and such a block means the same as long as the dynamic table stands still,
 * which `generation` tells.
 *
 * Direct-mapped: a block whose slot is taken replaces what was there, so the memory is bounded (4
 * KiB and 64 sections) whatever the peer sends.
 */
export class BlockCache {
  /** Changes whenever the dynamic table does: what was remembered before does not count any more. */
  generation: number;
  private bytes: Uint8Array;
  private readonly sections: (FieldSection | undefined)[];
  private readonly generations: number[];
  private readonly lengths: number[];

  constructor() {
    this.generation = 0;
    this.bytes = emptyBytes;
    this.sections = [];
    this.generations = [];
    this.lengths = [];
  }

  /** The slot in which the block `bytes[start .. end)` belongs. */
  slotOf(bytes: Uint8Array, start: number, end: number): number {
    // FNV-1a with a small odd factor, so that products stay small integers.
    let hash = 0x811c;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }

  /** The section of the block if it was put there since the table changed. */
  get(slot: number, bytes: Uint8Array, start: number, length: number): FieldSection | undefined {
    if (this.generations[slot] !== this.generation || this.lengths[slot] !== length)
      return undefined;
    const own = this.bytes;
    const offset = slot * MAX_CACHED_BLOCK;
    for (let i = 0; i < length; i++) {
      if (own[offset + i] !== bytes[start + i]) return undefined;
    }
    return this.sections[slot];
  }

  /** Remembers the section of a block. */
  set(slot: number, bytes: Uint8Array, start: number, length: number, section: FieldSection): void {
    if (this.bytes.length === 0) {
      this.bytes = new Uint8Array(SLOTS * MAX_CACHED_BLOCK);
      for (let i = 0; i < SLOTS; i++) {
        this.sections.push(undefined);
        this.generations.push(-1);
        this.lengths.push(0);
      }
    }
    const offset = slot * MAX_CACHED_BLOCK;
    for (let i = 0; i < length; i++) this.bytes[offset + i] = bytes[start + i]!;
    this.sections[slot] = section;
    this.generations[slot] = this.generation;
    this.lengths[slot] = length;
  }
}

const SLOTS = 256;

/**
 * Tells whether a value was seen before, roughly and within 1 KiB: one slot per hash, the newest
 * wins. A value that is forgotten or taken for another costs a few bytes, never correctness.
 */
export class SightingFilter {
  private readonly hashes: Int32Array;

  constructor() {
    this.hashes = new Int32Array(SLOTS);
  }

  /** Notes the value with this hash; true when it was the last one noted in its slot. */
  sight(hash: number): boolean {
    const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    if (this.hashes[slot] === hash) return true;
    this.hashes[slot] = hash;
    return false;
  }
}

/** Strings of up to this length are hashed whole, of longer ones every so-manyth character. */
const WHOLE = 64;

/**
 * A hash of a field; `salt` stands for the name. Never 0, which stands for an empty slot.
 *
 * Of long values a sample counts: two that differ elsewhere are taken for one, so that one of them
 * may be put into the table for nothing.
 */
export function sightingHash(value: string, salt: number): number {
  const length = value.length;
  let hash = salt ^ (length << 16);
  if (length <= WHOLE) {
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  } else {
    const step = length >>> 5;
    for (let i = 0; i < length; i += step) {
      hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
    }
    for (let i = length - 16; i < length; i++) {
      hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
    }
  }
  return hash | 1;
}

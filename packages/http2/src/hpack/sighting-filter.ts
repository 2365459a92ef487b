const BUCKETS = 64;
const BUCKET_SIZE = 4;

/**
 * Tells whether a field was seen before, roughly and within 1 KiB: it keeps the hashes of the last
 * four in each of 64 buckets. A field that is forgotten or taken for another costs a few bytes on
 * the wire, never correctness.
 */
export class SightingFilter {
  private readonly hashes: Int32Array;

  constructor() {
    this.hashes = new Int32Array(BUCKETS * BUCKET_SIZE);
  }

  /** Notes the field with this hash; true when it is still known from before. */
  sight(hash: number): boolean {
    const hashes = this.hashes;
    const first = (hash & (BUCKETS - 1)) * BUCKET_SIZE;
    if (
      hashes[first] === hash ||
      hashes[first + 1] === hash ||
      hashes[first + 2] === hash ||
      hashes[first + 3] === hash
    ) {
      return true;
    }
    hashes[first + 3] = hashes[first + 2]!;
    hashes[first + 2] = hashes[first + 1]!;
    hashes[first + 1] = hashes[first]!;
    hashes[first] = hash;
    return false;
  }
}

/** Strings of up to this length are hashed whole, of longer ones every so-manyth character. */
const WHOLE = 64;

/**
 * A hash of a field; `salt` stands for the name. Never 0, which stands for an empty place.
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
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return hash === 0 ? 1 : hash;
}

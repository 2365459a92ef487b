const BUCKETS = 64;
const BUCKET_SIZE = 4;

/**
 * Tells whether a field was seen before, roughly and within 1 KiB: it keeps the hashes of the last
 * four in each of 64 buckets. A field that is forgotten or taken for another costs a few bytes on
 * the wire, never correctness.
 */
export class SightingFilter {
  /** Made with the first field: an idle connection has none. */
  private hashes: Int32Array | undefined;

  constructor() {
    this.hashes = undefined;
  }

  /** Notes the field with this hash; true when it is still known from before. */
  sight(hash: number): boolean {
    const hashes = (this.hashes ??= new Int32Array(BUCKETS * BUCKET_SIZE));
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

/** Values of up to this length are hashed whole, of longer ones a sample and the end. */
const WHOLE = 256;

/**
 * A hash of the field whose value is `bytes[start .. end)`; `salt` stands for the name. Never 0,
 * which stands for an empty place.
 *
 * Of long values a sample counts: two that differ elsewhere are taken for one, so that one of them
 * may be put into the table for nothing.
 */
export function sightingHash(bytes: Uint8Array, start: number, end: number, salt: number): number {
  const length = end - start;
  const step = length <= WHOLE ? 4 : 4 * Math.ceil(length / WHOLE);
  let hash = salt ^ (length << 16);
  let i = start;
  for (; i + 4 <= end; i += step) hash = mix(hash, readWord(bytes, i));
  if (length >= 4) hash = mix(hash, readWord(bytes, end - 4));
  else for (; i < end; i++) hash = mix(hash, bytes[i]!);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return hash === 0 ? 1 : hash;
}

/** Rotated, so that the upper bits of a word come to count in the lower bits of the product. */
function mix(hash: number, word: number): number {
  return Math.imul(((hash << 15) | (hash >>> 17)) ^ word, 0x9e3779b1);
}

function readWord(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

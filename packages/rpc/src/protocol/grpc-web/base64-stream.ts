// Base64 (RFC 4648 section 4) of a body in pieces. Padding may come within it, as each piece may have been
// encoded by itself (PROTOCOL-WEB, Text-encoded streams).

import { base64Alphabet, base64Length, putBase64 } from "@tramline/protobuf/internal";

const PAD = 0x3d;
const INVALID = 0xff;

const values = /*@__PURE__*/ valueTable();

function valueTable(): Uint8Array {
  const table = new Uint8Array(256).fill(INVALID);
  for (let i = 0; i < base64Alphabet.length; i++) table[base64Alphabet.charCodeAt(i)] = i;
  return table;
}

/** Encodes bytes, with padding. */
export function encodeBase64Bytes(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(base64Length(bytes.length));
  putBase64(text, 0, bytes);
  return text;
}

/** Decodes a body of base64, cut anywhere. */
export class Base64Decoder {
  /** The characters of a group that is not complete: up to three. */
  private readonly group: Uint8Array;
  private groupLength: number;

  constructor() {
    this.group = new Uint8Array(4);
    this.groupLength = 0;
  }

  /** Whether the body so far ends within a group of four characters. */
  get isWithinGroup(): boolean {
    return this.groupLength > 0;
  }

  /**
   * Decodes a piece of the body.
   *
   * @returns the bytes that are complete; undefined for text that is not base64
   */
  decode(text: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const bytes = new Uint8Array(((this.groupLength + end - start) >> 2) * 3);
    const { group } = this;
    let length = 0;
    for (let i = start; i < end; i++) {
      group[this.groupLength++] = text[i] as number;
      if (this.groupLength < 4) continue;
      this.groupLength = 0;
      const added = decodeGroup(group, bytes, length);
      if (added === 0) return undefined;
      length += added;
    }
    return bytes.subarray(0, length);
  }
}

/** @returns how many bytes a group of four characters stands for; 0 for text that is not base64 */
function decodeGroup(group: Uint8Array, bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = group as unknown as [number, number, number, number];
  const first = values[a] as number;
  const second = values[b] as number;
  if (first === INVALID || second === INVALID) return 0;
  bytes[at] = (first << 2) | (second >> 4);
  if (c === PAD) return d === PAD ? 1 : 0;
  const third = values[c] as number;
  if (third === INVALID) return 0;
  bytes[at + 1] = (second << 4) | (third >> 2);
  if (d === PAD) return 2;
  const fourth = values[d] as number;
  if (fourth === INVALID) return 0;
  bytes[at + 2] = (third << 6) | fourth;
  return 3;
}

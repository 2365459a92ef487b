import { ConnectionError, ErrorCode } from "../errors.ts";
import {
  codeCount,
  codeLengths,
  codes,
  EOS,
  firstCode,
  firstSymbol,
  MAX_CODE_BITS,
  symbolsByCode,
} from "./huffman-code.ts";

// One look-up takes fourteen bits, enough for two codes of letters, and yields the one or two symbols
// whose codes lie whole in them:
//   bits 0–7 first symbol · 8–15 second symbol · 16–19 bits taken by both · 20–23 by the first alone
//   24–25 number of symbols; zero when the bits begin a code that is longer than that.
const LOOKUP_BITS = 14;
const LOOKUP_MASK = (1 << LOOKUP_BITS) - 1;
const lookup = buildLookup();

function buildLookup(): Int32Array {
  // First what the front of the bits holds, then what the rest of them holds behind it.
  const single = new Int32Array(1 << LOOKUP_BITS);
  for (let symbol = 0; symbol < EOS; symbol++) {
    const length = codeLengths[symbol]!;
    if (length > LOOKUP_BITS) continue;
    const free = LOOKUP_BITS - length;
    const from = codes[symbol]! << free;
    single.fill(symbol | (length << 16) | (length << 20) | (1 << 24), from, from + (1 << free));
  }
  const table = single.slice();
  for (let index = 0; index < table.length; index++) {
    const first = single[index]!;
    if (first === 0) continue;
    const taken = (first >> 20) & 15;
    const second = single[(index << taken) & LOOKUP_MASK]!;
    const both = taken + ((second >> 20) & 15);
    if (second === 0 || both > LOOKUP_BITS) continue;
    table[index] =
      (first & 0xff) | ((second & 0xff) << 8) | (both << 16) | (taken << 20) | (2 << 24);
  }
  return table;
}

/** Room in bytes that {@link decodeHuffman} needs for `length` coded bytes. */
export function huffmanRoom(length: number): number {
  return ((length * 8) / 5 + 2) >>> 0;
}

/**
 * Decodes `bytes[start .. end)` to the front of `target`, which has {@link huffmanRoom}, and
 * returns the number of bytes it came to.
 *
 * Padding of more than seven bits, padding that is not all ones, and EOS inside of the string MUST
 * be treated as decoding errors: the connection ends.
 * @see https://www.rfc-editor.org/rfc/rfc7541#section-5.2
 */
export function decodeHuffman(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
): number {
  let pending = 0; // the last `count` bits of it are not yet decoded; what stands above is stale
  let count = 0;
  let input = start;
  let output = 0;
  for (;;) {
    if (count < LOOKUP_BITS) {
      if (input + 2 <= end) {
        pending = (pending << 16) | (bytes[input]! << 8) | bytes[input + 1]!;
        input += 2;
        count += 16;
      } else if (input < end) {
        pending = (pending << 8) | bytes[input++]!;
        count += 8;
        if (count < LOOKUP_BITS) break;
      } else {
        break;
      }
    }
    const entry = lookup[(pending >>> (count - LOOKUP_BITS)) & LOOKUP_MASK]!;
    if (entry !== 0) {
      target[output] = entry;
      target[output + 1] = entry >> 8;
      output += entry >> 24;
      count -= (entry >> 16) & 15;
      continue;
    }
    // A longer code, rare in text: go back to the input and take it bit by bit.
    const from = input * 8 - count;
    const behind = readLongCode(bytes, from, end * 8);
    target[output++] = longCodeSymbol;
    input = (behind + 7) >>> 3;
    count = input * 8 - behind;
    pending = bytes[input - 1]!;
  }
  // Fewer bits than a look-up takes are left: fill up with ones, as the padding is.
  while (count > 0) {
    const free = LOOKUP_BITS - count;
    const entry = lookup[((pending << free) | ((1 << free) - 1)) & LOOKUP_MASK]!;
    const taken = (entry >> 20) & 15;
    if (entry === 0 || taken > count) break;
    target[output++] = entry;
    count -= taken;
  }
  // What is left then is the padding.
  const ones = (1 << count) - 1;
  if (count > 7 || (pending & ones) !== ones) throw paddingError();
  return output;
}

/** Symbol of the code that {@link readLongCode} read last. */
let longCodeSymbol = 0;

/** Reads one code from bit `from` on, bits being counted from the start of `bytes`; returns the bit behind it. */
function readLongCode(bytes: Uint8Array, from: number, endBit: number): number {
  let code = 0;
  let bit = from;
  for (let length = 1; length <= MAX_CODE_BITS && bit < endBit; length++) {
    code = (code << 1) | ((bytes[bit >>> 3]! >>> (7 - (bit & 7))) & 1);
    bit++;
    const offset = code - firstCode[length]!;
    if (offset >= codeCount[length]!) continue;
    longCodeSymbol = symbolsByCode[firstSymbol[length]! + offset]!;
    if (longCodeSymbol !== EOS) return bit;
    throw new ConnectionError(
      ErrorCode.COMPRESSION_ERROR,
      "H2_HPACK_HUFFMAN_EOS",
      "a Huffman coded string contains the end-of-string symbol",
    );
  }
  throw paddingError();
}

function paddingError(): ConnectionError {
  return new ConnectionError(
    ErrorCode.COMPRESSION_ERROR,
    "H2_HPACK_HUFFMAN_PADDING",
    "a Huffman coded string does not end in at most seven padding bits, all ones",
  );
}

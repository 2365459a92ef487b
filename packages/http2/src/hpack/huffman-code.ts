/**
 * The Huffman code of RFC 7541. It is canonical: codes of one length are consecutive numbers in
 * the order of their symbols, and each length continues where the shorter one ended. So the lengths
 * say everything, and the codes are computed from them.
 * @see https://www.rfc-editor.org/rfc/rfc7541#appendix-B
 */

/** Symbol 256 ends nothing: it must not appear in a string; its prefix is the padding. */
export const EOS = 256;

/** Longest code in bits. */
export const MAX_CODE_BITS = 30;

/** Length of each symbol's code in bits; the last one is EOS. */
// biome-ignore format: sixteen symbols a row
export const codeLengths: Uint8Array = Uint8Array.of(
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
);

/** Symbols in the order of their codes: by length, then by value. */
export const symbolsByCode = new Uint16Array(codeLengths.length);

/** For each length: the first code of that length, and where its symbols begin in `symbolsByCode`. */
export const firstCode = new Uint32Array(MAX_CODE_BITS + 2);
export const firstSymbol = new Uint16Array(MAX_CODE_BITS + 2);
/** For each length: how many codes have it. */
export const codeCount = new Uint16Array(MAX_CODE_BITS + 2);

/** Each symbol's code, in the low bits. */
export const codes = new Uint32Array(codeLengths.length);

computeCodes();

function computeCodes(): void {
  let code = 0;
  let position = 0;
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    code *= 2;
    firstCode[length] = code;
    firstSymbol[length] = position;
    for (let symbol = 0; symbol <= EOS; symbol++) {
      if (codeLengths[symbol] !== length) continue;
      codes[symbol] = code++;
      symbolsByCode[position++] = symbol;
    }
    codeCount[length] = position - firstSymbol[length]!;
  }
}

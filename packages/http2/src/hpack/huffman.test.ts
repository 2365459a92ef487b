import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { codeLengths, codes, EOS } from "./huffman-code.ts";
import { decodeHuffman, huffmanRoom } from "./huffman-decoder.ts";
import { huffmanLength, writeHuffman } from "./huffman-encoder.ts";

function encode(text: string): Uint8Array {
  const bytes = new Uint8Array(huffmanLength(text));
  assert.equal(writeHuffman(bytes, 0, text), bytes.length);
  return bytes;
}

function decode(bytes: Uint8Array): string {
  const target = new Uint8Array(huffmanRoom(bytes.length));
  const length = decodeHuffman(bytes, 0, bytes.length, target);
  return Buffer.from(target.subarray(0, length)).toString("latin1");
}

/** Bits as a string of "0" and "1" to bytes; the length must be a multiple of eight. */
function fromBits(bits: string): Uint8Array {
  assert.equal(bits.length % 8, 0);
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}

function bitsOf(symbol: number): string {
  return (codes[symbol] as number).toString(2).padStart(codeLengths[symbol] as number, "0");
}

describe("the code", () => {
  test("is complete: every sequence of bits is a prefix of exactly one sequence of symbols", () => {
    assert.equal(codeLengths.length, 257);
    let sum = 0;
    for (const length of codeLengths) sum += 2 ** -length;
    assert.equal(sum, 1);
  });

  test("has the codes of appendix B at its corners", () => {
    assert.equal(bitsOf(0x30), "00000");
    assert.equal(bitsOf(0x74), "01001");
    assert.equal(bitsOf(0x20), "010100");
    assert.equal(bitsOf(0x7a), "1111011");
    assert.equal(bitsOf(0x5a), "11111101");
    assert.equal(bitsOf(0x00), "1111111111000");
    assert.equal(bitsOf(0xff), "11111111111111111111101110");
    assert.equal(bitsOf(0x16), "111111111111111111111111111110");
    assert.equal(bitsOf(EOS), "111111111111111111111111111111");
  });
});

describe("round trips", () => {
  test("each byte alone, and between others", () => {
    for (let byte = 0; byte < 256; byte++) {
      const char = String.fromCharCode(byte);
      assert.equal(decode(encode(char)), char);
      for (const text of [`a${char}`, `${char}b`, `xy${char}z`, char.repeat(7), `${char}~0`]) {
        assert.equal(decode(encode(text)), text);
      }
    }
  });

  test("random text and random bytes of every length up to 100", () => {
    let seed = 20_240_229;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 2000; round++) {
      const length = round % 101;
      const isText = round % 3 !== 0;
      let text = "";
      for (let i = 0; i < length; i++) {
        text += String.fromCharCode(isText ? 32 + random(95) : random(256));
      }
      assert.equal(decode(encode(text)), text);
    }
  });

  test("encoding leaves bytes behind its end alone", () => {
    const bytes = new Uint8Array(16).fill(0xaa);
    const end = writeHuffman(bytes, 3, "grpc");
    assert.deepEqual([...bytes.subarray(0, 3)], [0xaa, 0xaa, 0xaa]);
    assert.deepEqual([...bytes.subarray(end)], new Array<number>(16 - end).fill(0xaa));
  });
});

describe("violations", () => {
  test("padding of up to seven ones is fine", () => {
    assert.equal(decode(fromBits(`${bitsOf(0x61)}111`)), "a"); // 5 + 3
    assert.equal(decode(fromBits(`${bitsOf(0x26)}`)), "&"); // 8 + 0
    assert.equal(decode(fromBits(`${bitsOf(0x3f)}111111`)), "?"); // 10 + 6
    assert.equal(decode(fromBits(`${bitsOf(0x61)}${bitsOf(0x23)}1111111`)), "a#"); // 5 + 12 + 7
    assert.equal(decode(new Uint8Array(0)), "");
  });

  test("padding longer than seven bits is not", () => {
    for (const bits of [
      "11111111",
      `${bitsOf(0x26)}11111111`,
      `${bitsOf(0x61)}${"1".repeat(11)}`,
      `${bitsOf(0x61)}${"1".repeat(19)}`,
    ]) {
      assert.throws(() => decode(fromBits(bits)), { token: "H2_HPACK_HUFFMAN_PADDING" });
    }
  });

  test("padding that is not all ones is not", () => {
    for (const bits of [`${bitsOf(0x61)}110`, `${bitsOf(0x61)}011`, `${bitsOf(0x3f)}111110`]) {
      assert.throws(() => decode(fromBits(bits)), { token: "H2_HPACK_HUFFMAN_PADDING" });
    }
  });

  test("a code that breaks off is not padding", () => {
    // The first 24 bits of a code of 30.
    const bits = bitsOf(0x0a).slice(0, 24);
    assert.throws(() => decode(fromBits(bits)), { token: "H2_HPACK_HUFFMAN_PADDING" });
  });

  test("EOS inside of a string is a decoding error", () => {
    for (const bits of [
      `${bitsOf(EOS)}11`,
      `${bitsOf(0x61)}${bitsOf(EOS)}11111`,
      `${bitsOf(EOS)}${bitsOf(0x61)}11111`,
    ]) {
      assert.throws(() => decode(fromBits(bits)), { token: "H2_HPACK_HUFFMAN_EOS" });
    }
  });
});

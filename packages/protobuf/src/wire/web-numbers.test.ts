// Numbers in browsers have the bytes and the errors that they have on Node.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as packed from "./packed-read.ts";
import * as webPacked from "./packed-read-web.ts";
import * as put from "./put.ts";
import * as webPut from "./put-web.ts";
import { Reader } from "./reader.ts";
import { int64 as scratch } from "./scratch.ts";
import * as varint from "./varint.ts";
import * as webVarint from "./varint-web.ts";
import { DecodeError } from "./wire-error.ts";

// The same names, of the same types.
const ofPut: typeof put = webPut;
const ofVarint: typeof varint = webVarint;
const ofNode: typeof varint = { ...varint };
const ofPacked: typeof packed = webPacked;

/** Around every length of a varint of 64 bits. */
const numbers = Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit)).flatMap((one) => [
  one - 1n,
  one,
  one + 1n,
]);

const halvesOf = (value: bigint) => [Number(value & 0xffffffffn), Number(value >> 32n)] as const;

/** The result, or the code and place of the error. */
function outcome(step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    assert.ok(error instanceof DecodeError);
    return `${error.code} at ${error.position}`;
  }
}

test("varints are written in the same bytes", () => {
  for (const value of numbers) {
    const [low, high] = halvesOf(value);
    const expected = new Uint8Array(16);
    const bytes = new Uint8Array(16);
    for (const sign of [0, -1]) {
      const end = put.putHalves(expected, 2, low, high | sign);
      assert.equal(ofPut.putHalves(bytes, 2, low, high | sign), end);
      assert.deepEqual(bytes, expected);
    }
    assert.equal(ofPut.putVarint(bytes, 1, low), put.putVarint(expected, 1, low));
    assert.equal(ofPut.varintSize(low), put.varintSize(low));
    ofPut.putFixed32(bytes, 3, low);
    put.putFixed32(expected, 3, low);
    assert.deepEqual(bytes, expected);
  }
});

test("lengths move what they precede", () => {
  for (const length of [0, 1, 127, 128, 16383, 16384]) {
    for (const room of [1, 2, 3]) {
      const bytes = Uint8Array.from({ length: length + 16 }, (_, i) => i);
      const expected = bytes.slice();
      const end = put.putLength(expected, 4, 4 + room, 4 + room + length);
      assert.equal(ofPut.putLength(bytes, 4, 4 + room, 4 + room + length), end);
      assert.deepEqual(bytes.subarray(0, end), expected.subarray(0, end));
    }
  }
});

test("varints are read alike, and broken ones fail alike", () => {
  const inputs = numbers.map((value) => {
    const bytes = new Uint8Array(14);
    return bytes.subarray(0, put.putHalves(bytes, 0, ...halvesOf(value)));
  });
  for (let count = 0; count < 14; count++) inputs.push(new Uint8Array(count).fill(0xff));
  for (const bytes of inputs) {
    for (const name of ["skipVarint", "skipVarintRest", "tagAt", "lengthAt"] as const) {
      assert.equal(
        outcome(() => ofVarint[name](bytes, 0)),
        outcome(() => ofNode[name](bytes, 0)),
      );
    }
    const read = (of: typeof varint) => outcome(() => `${of.readVarint64(bytes, 0)} ${scratch[0]}`);
    assert.equal(read(ofVarint), read(varint));
  }
});

test("packed runs have the same values, and broken ones fail", () => {
  const names = Object.keys(packed) as (keyof typeof packed)[];
  assert.equal(names.length, 13);
  const runs = [[], [1, 2, 0x85, 1, 0, 0, 0, 0], [9, 9, 9], [1, 0x80], new Array(16).fill(7)];
  for (const name of names) {
    for (const run of runs) {
      // The run alone, and with bytes behind it that are not its own.
      for (const rest of [[], [1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
        const bytes = Uint8Array.of(run.length, ...run, ...rest);
        const read = (of: typeof packed) => {
          const result = outcome(() => {
            const reader = new Reader(bytes, 0);
            const values = of[name](reader, bytes.length, [] as never[]);
            return [...values, reader.position];
          });
          return typeof result === "string" ? result.split(" at ")[0] : result;
        };
        assert.deepEqual(read(ofPacked), read(packed));
      }
    }
  }
});

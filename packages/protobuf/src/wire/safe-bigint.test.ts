import assert from "node:assert/strict";
import { test } from "node:test";
import { bigintOf, safeNumberOf } from "./safe-bigint.ts";

const safe = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, -(2 ** 32) - 1, 123456789012345];
const limits = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];

test("safe integers are the same either way", () => {
  for (const value of [...safe, ...limits]) {
    assert.equal(bigintOf(value), BigInt(value));
    assert.equal(safeNumberOf(BigInt(value)), value);
  }
});

test("what is no safe integer is not a number", () => {
  for (const value of [2n ** 53n, -(2n ** 53n) - 1n, 2n ** 63n, 2n ** 64n + 5n, -(2n ** 80n)]) {
    assert.equal(safeNumberOf(value), Number.NaN, String(value));
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { median, readable } from "./statistics.ts";

test("median takes the middle, or the mean of the two middle ones", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.throws(() => median([]), /no values/);
});

test("readable keeps three digits or so", () => {
  assert.equal(readable(186_432), "186,000");
  assert.equal(readable(2_512_000), "2.51 M");
  assert.equal(readable(34.56), "34.6");
  assert.equal(readable(3.456), "3.46");
  assert.equal(readable(0.1234), "0.123");
});

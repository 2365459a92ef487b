import assert from "node:assert/strict";
import { test } from "node:test";
import { geometricMean, median, readable } from "./statistics.ts";

test("median takes the middle, or the mean of the two middle ones", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.throws(() => median([]), /no values/);
});

test("the geometric mean of ratios", () => {
  assert.ok(Math.abs(geometricMean([4, 1]) - 2) < 1e-12);
  assert.ok(Math.abs(geometricMean([0.5, 2, 1]) - 1) < 1e-12);
  assert.throws(() => geometricMean([]), /no values/);
});

test("readable keeps three digits or so", () => {
  assert.equal(readable(186_432), "186,000");
  assert.equal(readable(2_512_000), "2.51 M");
  assert.equal(readable(34.56), "34.6");
  assert.equal(readable(3.456), "3.46");
  assert.equal(readable(0.1234), "0.123");
});

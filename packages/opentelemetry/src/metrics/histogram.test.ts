import assert from "node:assert/strict";
import { it } from "node:test";
import { latencyBuckets, sizeBuckets } from "./buckets.ts";
import { HistogramState } from "./histogram.ts";

it("puts a value into the first bucket whose bound is at least the value", () => {
  const state = new HistogramState([0, 10, 20]);
  for (const value of [-1, 0, 0.5, 10, 10.5, 20, 21, 1e9]) state.record(value);
  assert.deepEqual(state.counts, [2, 2, 2, 2]);
  assert.equal(state.count, 8);
  assert.equal(state.min, -1);
  assert.equal(state.max, 1e9);
  assert.equal(state.sum, -1 + 0 + 0.5 + 10 + 10.5 + 20 + 21 + 1e9);
});

it("finds each bound of the gRFC's buckets, and what is a little beyond it", () => {
  for (const bounds of [latencyBuckets, sizeBuckets]) {
    bounds.forEach((bound, index) => {
      const state = new HistogramState(bounds);
      state.record(bound);
      state.record(bound * 1.0001 + 1e-9);
      assert.equal(state.counts[index], 1);
      assert.equal(state.counts[index + 1], 1);
    });
  }
});

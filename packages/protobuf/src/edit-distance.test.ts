import assert from "node:assert/strict";
import { test } from "node:test";
import { editDistance } from "./edit-distance.ts";

test("letters that are inserted, deleted, replaced, or swapped count one each", () => {
  assert.equal(editDistance("order", "order", 9), 0);
  assert.equal(editDistance("order", "orders", 9), 1);
  assert.equal(editDistance("order", "oder", 9), 1);
  assert.equal(editDistance("order", "arder", 9), 1);
  assert.equal(editDistance("order", "odrer", 9), 1);
  assert.equal(editDistance("kitten", "sitting", 9), 3);
  assert.equal(editDistance("", "abc", 9), 3);
});

test("counting stops at the limit", () => {
  assert.equal(editDistance("kitten", "sitting", 2), 2);
  assert.equal(editDistance("a", "b".repeat(1_000_000), 3), 3);
});

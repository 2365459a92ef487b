import assert from "node:assert/strict";
import { test } from "node:test";
import { largeMemory } from "./large-memory.ts";

test("memory that was given back is lent again, to whom it is large enough", () => {
  const first = largeMemory.take(300_000);
  assert.ok(first.length >= 300_000);
  // What is given back is what was handed on: a view of it.
  largeMemory.giveBack(first.subarray(0, 299_999));
  const larger = largeMemory.take(first.length + 1);
  assert.notEqual(larger.buffer, first.buffer);
  const again = largeMemory.take(200_000);
  assert.equal(again.buffer, first.buffer);
  assert.equal(again.length, first.length);
  // While it is lent nobody else gets it.
  assert.notEqual(largeMemory.take(200_000).buffer, first.buffer);
});

test("no more than 8 MiB is kept", () => {
  const lent = Array.from({ length: 20 }, () => largeMemory.take(1_000_000));
  const buffers = new Set(lent.map((bytes) => bytes.buffer));
  assert.equal(buffers.size, 20);
  for (const bytes of lent) largeMemory.giveBack(bytes);
  const after = Array.from({ length: 20 }, () => largeMemory.take(1_000_000));
  const kept = after.filter((bytes) => buffers.has(bytes.buffer));
  assert.ok(kept.length > 0 && kept.length <= 8, `${kept.length} of 20 were kept`);
});

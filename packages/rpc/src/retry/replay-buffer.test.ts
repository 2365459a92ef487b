import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplayBudget } from "./replay-budget.ts";
import type { ReplayBuffer } from "./replay-buffer.ts";

function replayed(buffer: ReplayBuffer): { framed: number[]; encoded: [number[], boolean][] } {
  const framed: number[] = [];
  const encoded: [number[], boolean][] = [];
  buffer.sendAgain({
    sendFramed: (bytes) => framed.push(...bytes),
    sendEncoded: (bytes, compress) => encoded.push([[...bytes], compress]),
  });
  return { framed, encoded };
}

test("what is kept is a copy, as often as it is needed", () => {
  const buffer = new ReplayBudget(1_000, 1_000).createBuffer();
  const source = Uint8Array.from({ length: 400 }, (_, i) => i % 251);
  buffer.append(source, 1, 3);
  buffer.append(source, 0, 400);
  source.fill(0);
  const expected = [1, 2, ...Array.from({ length: 400 }, (_, i) => i % 251)];
  assert.deepEqual(replayed(buffer).framed, expected);
  assert.deepEqual(replayed(buffer).framed, expected);
  const packed = new ReplayBudget(10, 10).createBuffer();
  packed.keep(Uint8Array.of(1), true);
  packed.keep(Uint8Array.of(2), false);
  assert.deepEqual(replayed(packed).encoded, [
    [[1], true],
    [[2], false],
  ]);
});

test("one byte too many for the call or for the channel, and nothing is kept any more", () => {
  const budget = new ReplayBudget(10, 15);
  const first = budget.createBuffer();
  const second = budget.createBuffer();
  first.append(new Uint8Array(10), 0, 10);
  assert.equal(first.isComplete, true);
  second.append(new Uint8Array(6), 0, 6);
  assert.equal(second.isComplete, false, "the channel's bytes are used up");
  assert.equal(budget.used, 10);
  first.append(new Uint8Array(1), 0, 1);
  assert.equal(first.isComplete, false);
  assert.equal(budget.used, 0);
  first.append(new Uint8Array(1), 0, 1);
  assert.deepEqual(replayed(first).framed, []);
  const third = budget.createBuffer();
  third.append(new Uint8Array(5), 0, 5);
  third.drop();
  third.drop();
  assert.equal(budget.used, 0);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { RangeIndex } from "./range-index.ts";

const range = (start: number, end: number) => ({ start, end, owner: `${start}-${end}` });

test("a number is found in the range that holds it", () => {
  const index = new RangeIndex([range(50, 60), range(1, 5), range(10, 40), range(12, 13)]);
  assert.equal(index.find(0), undefined);
  assert.equal(index.find(4)?.owner, "1-5");
  assert.equal(index.find(5), undefined);
  assert.equal(index.find(30)?.owner, "10-40", "behind a shorter range that starts later");
  assert.equal(index.find(59)?.owner, "50-60");
  assert.equal(index.find(60), undefined);
});

test("overlaps are pairs", () => {
  const index = new RangeIndex([range(1, 10), range(3, 4), range(9, 12), range(12, 20)]);
  const { pairs, unlisted } = index.overlaps();
  assert.equal(unlisted, 0);
  const owners = pairs.map(([a, b]) => [a.owner, b.owner]);
  assert.deepEqual(owners, [
    ["1-10", "3-4"],
    ["1-10", "9-12"],
  ]);
});

test("overlaps beyond those that are listed are counted", () => {
  const same = Array.from({ length: 4000 }, () => range(1, 10));
  const { pairs, unlisted } = new RangeIndex([...same, range(10, 20)]).overlaps();
  assert.equal(pairs.length, 100);
  assert.equal(pairs.length + unlisted, (4000 * 3999) / 2);
});

test("an empty range holds nothing", () => {
  const index = new RangeIndex([range(5, 5), range(9, 3)]);
  assert.equal(index.find(5), undefined);
  assert.equal(index.overlapping(0, 100), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createScheduler, EdfScheduler, TurnScheduler } from "./edf-scheduler.ts";
import { seeded } from "./testdata/random.ts";

function counts(weights: readonly number[], picks: number, seed = 1): number[] {
  const scheduler = createScheduler(weights, seeded(seed));
  const found = weights.map(() => 0);
  for (let i = 0; i < picks; i++) {
    const index = scheduler.next();
    found[index] = (found[index] as number) + 1;
  }
  return found;
}

test("backends are picked in proportion to their weights, never more than two picks off", () => {
  const weights = [1, 2, 3, 4, 10, 0.5];
  const sum = weights.reduce((one, other) => one + other);
  for (const picks of [1, 7, 100, 2_050, 20_500]) {
    for (const [index, count] of counts(weights, picks).entries()) {
      const ideal = (picks * (weights[index] as number)) / sum;
      assert.ok(Math.abs(count - ideal) <= 2, `${index} of ${picks}: ${count}, not ${ideal}`);
    }
  }
});

test("picks of one backend are spread evenly", () => {
  const scheduler = new EdfScheduler([3, 1], seeded(7));
  let longest = 0;
  let since = 0;
  for (let i = 0; i < 1_000; i++) {
    since = scheduler.next() === 1 ? 0 : since + 1;
    longest = Math.max(longest, since);
  }
  assert.equal(longest, 3);
});

test("a weight that is not known counts as the mean of the others", () => {
  assert.deepEqual(
    counts([1, 0, 3], 6_000).map((count) => Math.round(count / 10)),
    [100, 200, 300],
  );
});

test("they take turns with fewer than two known weights, or when all are equal", () => {
  for (const weights of [[], [0, 0, 0], [0, 5, 0], [4, 4, 4], [4, 0, 4]]) {
    assert.ok(createScheduler(weights, seeded(1)) instanceof TurnScheduler, String(weights));
  }
  assert.deepEqual(counts([0, 9, 0], 9), [3, 3, 3]);
  assert.ok(createScheduler([1, 2], seeded(1)) instanceof EdfScheduler);
});

test("the start is random, so that clients do not move in step", () => {
  const firsts = new Set<number>();
  for (let seed = 0; seed < 50; seed++) firsts.add(createScheduler([1, 2, 3], seeded(seed)).next());
  assert.deepEqual(firsts, new Set([0, 1, 2]));
  assert.equal(new TurnScheduler(4, () => 0.5).next(), 2);
});

test("weights of any size leave every backend its picks", () => {
  for (const weights of [
    [1e-300, 1, 1],
    [1e300, 1, 1],
    [Number.MAX_VALUE / 4, 1],
  ]) {
    const found = counts(weights, 1_000_000);
    assert.ok(
      found.every((count) => count > 0),
      `${weights}: ${found}`,
    );
  }
  const zero = new EdfScheduler([1, 2], () => 0);
  const picks = Array.from({ length: 6 }, () => zero.next());
  assert.equal(picks.filter((index) => index === 1).length, 4);
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "./random.ts";

describe("Random", () => {
  it("repeats by seed, and differs between seeds", () => {
    const draw = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
    assert.notDeepEqual(draw(1), draw(1.5));
  });

  it("is uniform enough, and within its bounds", () => {
    const random = new Random(3);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const at = Math.floor(random.next() * 10);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    assert.equal(counts.length, 10);
    assert.ok(
      counts.every((count) => Math.abs(count - 10_000) < 500),
      counts.join(),
    );
    const integers = new Set(Array.from({ length: 1000 }, () => random.integer(2, 4)));
    assert.deepEqual(
      [...integers].sort((a, b) => a - b),
      [2, 3, 4],
    );
  });

  it("forks sources that do not move each other", () => {
    const one = new Random(9);
    const fork = one.fork();
    const expected = new Random(9).fork().next();
    one.next();
    assert.equal(fork.next(), expected);
  });
});

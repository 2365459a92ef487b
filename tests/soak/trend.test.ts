import assert from "node:assert/strict";
import { it } from "node:test";
import { leakIn, trendOf } from "./src/trend.ts";

const tolerance = { fixed: 1000, perUnit: 0.5 };

it("a line through samples tells a leak from noise", () => {
  const noise = [300, -200, 100, -300, 250, -150, 50, -50, 200, -200];
  const flat = trendOf(noise.map((one, at) => [at * 100, 50_000 + one]));
  assert.ok(Math.abs(flat.growth) < 600, `${flat.growth}`);
  assert.equal(leakIn(flat, 900, tolerance), undefined);

  const leaking = trendOf(noise.map((one, at) => [at * 100, 50_000 + at * 1000 + one]));
  assert.ok(Math.abs(leaking.growth - 9000) < 600, `${leaking.growth}`);
  assert.match(leakIn(leaking, 900, tolerance) ?? "", /^grows by 9 KiB .* allowed are 1 KiB$/);
});

it("growth that may be chance is not a leak", () => {
  const wild = trendOf([0, 9000, -9000, 8000, 2000].map((size, at) => [at, size]));
  assert.ok(wild.error > 4000);
  assert.equal(leakIn({ ...wild, growth: 1.5 * wild.error }, 0, tolerance), undefined);
});

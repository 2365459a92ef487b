import assert from "node:assert/strict";
import { it } from "node:test";
import { explore } from "./explore.ts";
import type { SimulationError } from "./simulation-error.ts";

it("explore names the first seed that fails, and shows its last events", async () => {
  const seeds: number[] = [];
  const exploring = explore({ seed: 5, runs: 10 }, async (sim) => {
    seeds.push(sim.seed);
    await sim.run(async () => {
      await sim.sleep(2);
      sim.log(`drew for ${sim.seed}`);
      if (sim.seed === 7) throw new RangeError("too unlucky");
    });
  });
  await assert.rejects(exploring, (error: SimulationError) => {
    assert.match(error.message, /^failed with seed 7: too unlucky\n/);
    assert.match(error.message, /2\.000 drew for 7$/);
    assert.ok(error.cause instanceof RangeError);
    return true;
  });
  assert.deepEqual(seeds, [5, 6, 7]);
});

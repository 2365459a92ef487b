import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explore } from "./explore.ts";
import { createSimulation, type SimulationOptions } from "./simulation.ts";
import { SimulationError } from "./simulation-error.ts";

const js = (value: unknown): never => value as never;
const fails = (run: () => unknown, message: RegExp) => {
  assert.throws(run, (error) => error instanceof SimulationError && message.test(error.message));
};

describe("what TypeScript would not have compiled", () => {
  it("options of a simulation", () => {
    const wrong: readonly [unknown, RegExp][] = [
      [{ sead: 1 }, /unknown option sead; did you mean seed\?/],
      [{ seed: "x" }, /option seed: expected an integer .*, got "x"/],
      [{ seed: 1.5 }, /option seed: .*got 1.5/],
      [{ network: { latency: 5 } }, /unknown option network\.latency; did you mean latencyMs\?/],
      [{ network: { latencyMs: "5" } }, /latencyMs: expected a number/],
      [{ network: null }, /network conditions: expected an object, got null/],
      [{ maxTimeMs: 0 }, /maxTimeMs: expected a number greater than 0, got 0/],
      [{ maxTraceLines: -1 }, /maxTraceLines: expected an integer/],
      [{ startTime: 5 }, /startTime: expected a Date since 1970, got 5/],
      [null, /options: expected an object, got null/],
    ];
    for (const [options, message] of wrong) fails(() => createSimulation(js(options)), message);
    const given: SimulationOptions = { seed: -1, network: { latencyMs: 3 }, maxTimeMs: Infinity };
    assert.equal(createSimulation({ ...given, startTime: undefined }).seed, -1);
  });

  it("hosts, conditions, and clocks", () => {
    const simulation = createSimulation();
    fails(() => simulation.host("a", js(undefined)), /program of host "a": expected a function/);
    fails(() => simulation.network.configure(js({ latencyMS: 5 })), /did you mean latencyMs\?/);
    const host = simulation.host("a", () => undefined);
    fails(
      () => host.skewClock(js({ offset: 5 })),
      /unknown option offset; did you mean offsetMs\?/,
    );
    fails(() => host.skewClock({ driftPpm: NaN }), /driftPpm: expected a finite number, got NaN/);
  });

  it("what would never be called, or never end", async () => {
    const simulation = createSimulation();
    await assert.rejects(simulation.run(js(undefined)), /parameter of run: expected a function/);
    await assert.rejects(simulation.sleep(5), /cannot sleep outside of `run`/);
    await assert.rejects(
      explore({ runs: 0 }, async () => {}),
      /runs: expected an integer of at least 1/,
    );
    await assert.rejects(
      explore(js({ run: 5 }), async () => {}),
      /unknown option run; did you mean runs\?/,
    );
    await assert.rejects(explore({}, js(undefined)), /test: expected a function, got undefined/);
  });
});

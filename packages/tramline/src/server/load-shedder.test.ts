import assert from "node:assert/strict";
import { test } from "node:test";
import type { Timers } from "@tramline/http2";
import { LoadShedder } from "./load-shedder.ts";
import { shedLoad } from "./shed-load.ts";

/** A generator of numbers from 0 to below 1 that returns the same ones in each run. */
function repeatable(): () => number {
  let state = 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** An event loop whose turns last as long as the calls that they have begun. */
class SimulatedLoop {
  nowMs = 0;
  private readonly due: { atMs: number; callback: () => void }[] = [];
  readonly timers: Timers = {
    schedule: (callback, delayMs) => {
      const entry = { atMs: this.nowMs + delayMs, callback };
      this.due.push(entry);
      return { cancel: () => this.due.splice(this.due.indexOf(entry), 1) };
    },
  };

  get timersSet(): number {
    return this.due.length;
  }

  runTimers(): void {
    for (const entry of this.due.splice(0)) {
      if (entry.atMs <= this.nowMs) entry.callback();
      else this.due.push(entry);
    }
  }
}

interface Load {
  /** Calls that come in a second, and those that the process can do. */
  readonly offered: number;
  readonly capacity: number;
  readonly durationMs: number;
}

interface Outcome {
  /** Calls done for each that the process could have done. */
  readonly goodput: number;
  readonly rejected: number;
  /** The longest turn in the first half and in the second. */
  readonly longestMs: readonly [number, number];
}

function run(
  shedder: LoadShedder | undefined,
  loop: SimulatedLoop,
  random: () => number,
  { offered, capacity, durationMs }: Load,
): Outcome {
  const beginMs = loop.nowMs;
  const endMs = beginMs + durationMs;
  const longestMs: [number, number] = [0, 0];
  let waiting = 0;
  let done = 0;
  let rejected = 0;
  let lastMs = 1;
  while (loop.nowMs < endMs) {
    const turnMs = loop.nowMs;
    loop.runTimers();
    waiting += (offered * lastMs) / 1000;
    for (; waiting >= 1; waiting -= 1) {
      if (shedder?.problem(0) !== undefined) {
        rejected += 1;
        continue;
      }
      done += 1;
      loop.nowMs += (1000 / capacity) * (0.8 + 0.4 * random());
    }
    loop.nowMs += 0.1;
    lastMs = loop.nowMs - turnMs;
    const half = turnMs - beginMs < durationMs / 2 ? 0 : 1;
    longestMs[half] = Math.max(longestMs[half], lastMs);
  }
  const goodput = done / ((capacity * (loop.nowMs - beginMs)) / 1000);
  return { goodput, rejected, longestMs };
}

function simulated(maxDelayMs: number) {
  const loop = new SimulatedLoop();
  const random = repeatable();
  const shedder = new LoadShedder({
    maxDelayMs,
    timers: loop.timers,
    now: () => loop.nowMs,
    random,
  });
  return { loop, random, shedder };
}

for (const times of [1.2, 2, 5, 20]) {
  test(`of ${times} times what the process can do, what it can do is done in time`, () => {
    const { loop, random, shedder } = simulated(100);
    const load = { offered: 1000 * times, capacity: 1000, durationMs: 20_000 };
    const { goodput, rejected, longestMs } = run(shedder, loop, random, load);
    assert.ok(goodput > 0.93, `goodput ${goodput}`);
    assert.ok(longestMs[1] < 200, `turns of up to ${longestMs[1]} ms`);
    // The flood is noticed at the end of a turn that it has made long.
    assert.ok(longestMs[0] < 100 * times + 100, `turns of up to ${longestMs[0]} ms at first`);
    const share = rejected / (load.offered * (loop.nowMs / 1000));
    assert.ok(Math.abs(share - (1 - 1 / times)) < 0.07, `${share} of the calls rejected`);

    const off = run(undefined, new SimulatedLoop(), random, { ...load, durationMs: 5000 });
    assert.ok(Math.max(...off.longestMs) > 2 * Math.max(...longestMs), "without it, turns grow on");
  });
}

test("below what the process can do, no call is rejected", () => {
  const { loop, random, shedder } = simulated(100);
  const load = { offered: 900, capacity: 1000, durationMs: 20_000 };
  assert.equal(run(shedder, loop, random, load).rejected, 0);
});

test("when a flood is over, calls are accepted again within a second", () => {
  const { loop, random, shedder } = simulated(100);
  run(shedder, loop, random, { offered: 20_000, capacity: 1000, durationMs: 5000 });
  const calm = { offered: 500, capacity: 1000, durationMs: 1000 };
  run(shedder, loop, random, calm);
  assert.equal(run(shedder, loop, random, calm).rejected, 0);
});

test("a call that has waited beyond the bound is rejected, and others of its time are not", () => {
  const { shedder } = simulated(100);
  assert.equal(shedder.problem(100), undefined);
  const problem = shedder.problem(101);
  assert.equal(problem?.limit, "shedLoad.maxDelayMs");
  assert.match(problem?.detail ?? "", /waited 101 ms .* of at most 100/);
  assert.equal(shedder.problem(0), undefined);
});

test("the pushback grows with the overload, and spreads the callers", () => {
  const pushbacks = (late: number): number[] => {
    const { loop, shedder } = simulated(100);
    shedder.problem(0);
    loop.nowMs += 20 + late;
    loop.runTimers();
    const all = Array.from({ length: 500 }, () => shedder.problem(0)?.retryAfterMs);
    return all.filter((ms) => ms !== undefined);
  };
  const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
  const [mild, severe] = [pushbacks(150), pushbacks(600)];
  assert.ok(mean(severe) > 2 * mean(mild), `${mean(mild)} and ${mean(severe)} ms`);
  assert.ok(Math.max(...severe) > 2 * Math.min(...severe), "spread");
  const extreme = pushbacks(60_000);
  assert.ok(Math.max(...extreme) <= 15_000, `${Math.max(...extreme)} ms`);
});

test("without calls nothing is measured, and no timer is left", () => {
  const { loop, shedder } = simulated(100);
  assert.equal(loop.timersSet, 0);
  shedder.problem(0);
  assert.equal(loop.timersSet, 1);
  for (let i = 0; i < 100; i++) {
    loop.nowMs += 20;
    loop.runTimers();
  }
  assert.equal(loop.timersSet, 0);
  shedder.problem(0);
  assert.equal(loop.timersSet, 1);
});

test("options that cannot work throw", () => {
  assert.equal(shedLoad(undefined), undefined);
  assert.ok(shedLoad({}) instanceof LoadShedder);
  const invalid = (options: object, message: RegExp): void => {
    assert.throws(() => shedLoad(options), { code: "SERVER_OPTION_INVALID", message });
  };
  invalid({ maxDelay: 5 }, /shedLoad\.maxDelay\b.*maxDelayMs/);
  invalid({ maxDelayMs: 0 }, /shedLoad\.maxDelayMs.*greater than 0, got 0/);
  invalid({ maxDelayMs: NaN }, /got NaN/);
  invalid(true as unknown as object, /option shedLoad: expected an object, got true/);
});

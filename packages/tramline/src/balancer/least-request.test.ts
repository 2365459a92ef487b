import assert from "node:assert/strict";
import { test } from "node:test";
import { leastRequest } from "./least-request.ts";
import { backend, backends, FakeHost, type FakeTrackedCall } from "./testdata/fake-host.ts";
import { seeded } from "./testdata/random.ts";

const parse = (json: unknown): unknown => leastRequest.parseConfig(json, new Map());

async function setUp(json: unknown, ...numbers: number[]) {
  const host = new FakeHost();
  Object.defineProperty(host, "random", { value: seeded(5) });
  const balancer = leastRequest.create(host);
  balancer.update(backends(...numbers), parse(json));
  for (const number of numbers) await host.connector.last(backend(number)).succeed();
  return { host, balancer };
}

function begin(host: FakeHost, count: number): FakeTrackedCall[] {
  return Array.from({ length: count }, () => host.call());
}

function counts(calls: readonly FakeTrackedCall[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const call of calls) found[call.backend] = (found[call.backend] ?? 0) + 1;
  return found;
}

test("calls gather where the fewest are under way", async () => {
  const { host } = await setUp({ choiceCount: 10 }, 1, 2, 3);
  const calls = begin(host, 300);
  for (const count of Object.values(counts(calls))) assert.ok(Math.abs(count - 100) <= 2);
  for (const call of calls) if (call.backend === "2") call.end();
  const more = counts(begin(host, 90));
  assert.ok((more["2"] ?? 0) >= 85, JSON.stringify(more));
});

test("two draws leave the fullest of three backends the ninth part of new calls", async () => {
  const { host } = await setUp({}, 1, 2, 3);
  const calls = begin(host, 3_000);
  for (const call of calls) if (call.backend !== "1") call.end();
  let slow = 0;
  for (let i = 0; i < 9_000; i++) {
    const call = host.call();
    if (call.backend === "1") slow++;
    call.end();
  }
  // It is taken only when both draws hit it.
  assert.ok(Math.abs(slow - 1_000) < 120, String(slow));
});

test("a call that ends in any way counts no more, once", async () => {
  const { host } = await setUp({ choiceCount: 10 }, 1, 2);
  const [first] = begin(host, 1);
  assert.ok(first);
  const other = first.backend === "1" ? "2" : "1";
  first.end("DATA_LOSS");
  const second = begin(host, 2);
  assert.deepEqual(counts(second), { 1: 1, 2: 1 });
  for (const call of second) if (call.backend === other) call.end("CANCELLED");
  assert.equal(host.call().backend, other);
});

test("counts outlast changes of the list; backends that are gone are forgotten", async () => {
  const { host, balancer } = await setUp({ choiceCount: 10 }, 1, 2);
  const calls = begin(host, 20);
  balancer.update(backends(2, 3), parse({ choiceCount: 10 }));
  await host.connector.last(backend(3)).succeed();
  assert.deepEqual(counts(begin(host, 9)), { 3: 9 }, "the ten calls on 2 still count");
  for (const call of calls) call.end();
  assert.deepEqual(counts(begin(host, 5)), { 2: 5 });
  balancer.close();
  assert.equal(host.live, 0);
});

test("a full backend is passed over", async () => {
  const { host } = await setUp({ choiceCount: 2 }, 1, 2);
  const full = host.connector.last(backend(1)).transport;
  assert.ok(full);
  full.maxStreams = 0;
  assert.deepEqual(counts(begin(host, 20)), { 2: 20 });
});

test("the configuration", async () => {
  assert.deepEqual(parse({}), { choiceCount: 2 });
  assert.deepEqual(parse({ choiceCount: 5 }), { choiceCount: 5 });
  assert.deepEqual(parse({ choiceCount: 4_000_000_000 }), { choiceCount: 10 });
  const wrong = (json: unknown, got: string): void =>
    assert.throws(() => parse(json), {
      message: `invalid choiceCount: expected an integer from 2 to 4294967295, got ${got}`,
    });
  wrong({ choiceCount: 1 }, "1");
  wrong({ choiceCount: 2.5 }, "2.5");
  wrong({ choiceCount: "2" }, '"2"');
  const { host, balancer } = await setUp({}, 1, 2);
  const { picker } = host;
  balancer.update(backends(1, 2), parse({}));
  assert.equal(host.picker, picker, "the same configuration leaves the picker");
  balancer.update(backends(1, 2), parse({ choiceCount: 3 }));
  assert.notEqual(host.picker, picker);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { BackendWeights } from "@tramline/rpc";
import { loadReport } from "../subchannel/testdata/fake-streams.ts";
import { backend, backends, FakeHost } from "./testdata/fake-host.ts";
import { seeded } from "./testdata/random.ts";
import { weightedRoundRobin } from "./weighted-round-robin.ts";

const parse = (json: unknown): unknown => weightedRoundRobin.parseConfig(json, new Map());

async function setUp(json: unknown, ...numbers: number[]) {
  const host = new FakeHost();
  const random = seeded(3);
  Object.defineProperty(host, "random", { value: random });
  const balancer = weightedRoundRobin.create(host);
  const config = parse(json);
  balancer.update(backends(...numbers), config);
  for (const number of numbers) await host.connector.last(backend(number)).succeed();
  return { host, balancer, clock: host.clock };
}

/** Shares of picks by backend, in percent. */
function shares(host: FakeHost, picks = 1_000): Record<string, number> {
  const found: Record<string, number> = {};
  for (let i = 0; i < picks; i++) {
    const name = host.pick();
    found[name] = (found[name] ?? 0) + 100 / picks;
  }
  for (const name of Object.keys(found)) found[name] = Math.round(found[name] ?? 0);
  return found;
}

/** One call to each backend, at whose end it reports this many requests a second at half load. */
function report(host: FakeHost, rates: Record<string, number>): void {
  const left = new Set(Object.keys(rates));
  for (let i = 0; i < 200 && left.size > 0; i++) {
    const call = host.call();
    const rpsFractional = rates[call.backend];
    left.delete(call.backend);
    call.end(
      "OK",
      rpsFractional === undefined ? undefined : loadReport({ cpuUtilization: 0.5, rpsFractional }),
    );
  }
  assert.equal(left.size, 0);
}

test("without reports calls go in turn", async () => {
  const { host } = await setUp({}, 1, 2, 3);
  assert.deepEqual(shares(host, 900), { 1: 33, 2: 33, 3: 33 });
});

test("reports of calls weigh after the blackout period, from the next update on", async () => {
  const { host, clock } = await setUp({ blackoutPeriod: "2s" }, 1, 2, 3);
  report(host, { 1: 100, 2: 200, 3: 700 });
  await clock.advance(1_000);
  assert.deepEqual(shares(host, 900), { 1: 33, 2: 33, 3: 33 });
  await clock.advance(999);
  assert.deepEqual(shares(host, 900), { 1: 33, 2: 33, 3: 33 });
  await clock.advance(1);
  assert.deepEqual(shares(host), { 1: 10, 2: 20, 3: 70 });
  report(host, { 1: 500, 2: 250, 3: 250 });
  assert.deepEqual(shares(host), { 1: 10, 2: 20, 3: 70 }, "the update comes each second");
  await clock.advance(1_000);
  assert.deepEqual(shares(host), { 1: 50, 2: 25, 3: 25 });
});

test("weights expire", async () => {
  const { host, clock } = await setUp(
    { blackoutPeriod: "0s", weightExpirationPeriod: "5s", weightUpdatePeriod: "0.5s" },
    1,
    2,
  );
  report(host, { 1: 100, 2: 300 });
  await clock.advance(500);
  assert.deepEqual(shares(host), { 1: 25, 2: 75 });
  await clock.advance(4_500);
  assert.deepEqual(shares(host), { 1: 50, 2: 50 });
});

test("a backend that has reconnected counts as the mean until it has reported", async () => {
  const { host, clock } = await setUp({ blackoutPeriod: "0s" }, 1, 2, 3);
  report(host, { 1: 100, 2: 300, 3: 500 });
  await clock.advance(1_000);
  assert.deepEqual(shares(host, 900), { 1: 11, 2: 33, 3: 56 });
  host.connector.last(backend(3)).transport?.lose("error");
  await host.connector.last(backend(3)).succeed();
  assert.deepEqual(shares(host, 900), { 1: 17, 2: 50, 3: 33 });
});

test("reports with calls are not read when they come out of band", async () => {
  const { host, clock } = await setUp(
    { enableOobLoadReport: true, oobReportingPeriod: "3s", blackoutPeriod: "0s" },
    1,
    2,
  );
  assert.equal(host.picker?.tracker, undefined);
  assert.deepEqual(host.streams.open, [`${backend(1)} 3000`, `${backend(2)} 3000`]);
  host.streams.load[0]?.say(loadReport({ cpuUtilization: 0.5, rpsFractional: 100 }));
  host.streams.load[1]?.say(loadReport({ cpuUtilization: 0.5, rpsFractional: 900 }));
  await clock.advance(1_000);
  assert.deepEqual(shares(host), { 1: 10, 2: 90 });
});

test("a new configuration takes effect with the next update of addresses", async () => {
  const { host, balancer, clock } = await setUp({}, 1, 2);
  balancer.update(backends(1, 2), parse({ enableOobLoadReport: true }));
  assert.deepEqual(host.streams.open, [`${backend(1)} 10000`, `${backend(2)} 10000`]);
  assert.equal(host.picker?.tracker, undefined);
  balancer.update(backends(2), parse({ enableOobLoadReport: true, oobReportingPeriod: "1s" }));
  assert.deepEqual(host.streams.open, [`${backend(2)} 1000`]);
  balancer.update(backends(2), parse({}));
  assert.deepEqual(host.streams.open, []);
  assert.notEqual(host.picker?.tracker, undefined);
  balancer.close();
  assert.equal(clock.pending, 0);
});

test("close ends its streams and timers", async () => {
  const { host, balancer, clock } = await setUp({ enableOobLoadReport: true }, 1, 2);
  assert.ok(clock.pending > 0);
  balancer.close();
  assert.deepEqual(host.streams.open, []);
  assert.equal(clock.pending, 0);
});

test("a full backend is passed over", async () => {
  const { host, clock } = await setUp({ blackoutPeriod: "0s" }, 1, 2);
  report(host, { 1: 1, 2: 99 });
  await clock.advance(1_000);
  const full = host.connector.last(backend(2)).transport;
  assert.ok(full);
  full.maxStreams = 0;
  assert.deepEqual(shares(host, 100), { 1: 100 });
});

test("the configuration", () => {
  assert.deepEqual(parse({}), {
    enableOobLoadReport: false,
    oobReportingPeriodMs: 10_000,
    blackoutPeriodMs: 10_000,
    weightExpirationPeriodMs: 180_000,
    weightUpdatePeriodMs: 1_000,
    errorUtilizationPenalty: 1,
  });
  assert.deepEqual(
    parse({
      enableOobLoadReport: true,
      oobReportingPeriod: "0.5s",
      blackoutPeriod: "0s",
      weightExpirationPeriod: "60s",
      weightUpdatePeriod: "0.001s",
      errorUtilizationPenalty: 0,
      later: "unknown fields are left alone",
    }),
    {
      enableOobLoadReport: true,
      oobReportingPeriodMs: 500,
      blackoutPeriodMs: 0,
      weightExpirationPeriodMs: 60_000,
      weightUpdatePeriodMs: 100,
      errorUtilizationPenalty: 0,
    },
  );
  const wrong = (json: unknown, message: string): void =>
    assert.throws(() => parse(json), { name: "TypeError", message });
  wrong([], "invalid configuration: expected an object, got an array");
  wrong({ blackoutPeriod: 5 }, 'invalid blackoutPeriod: expected a duration such as "1.5s", got 5');
  wrong(
    { weightUpdatePeriod: "-1s" },
    'invalid weightUpdatePeriod: expected a duration such as "1.5s", got "-1s"',
  );
  wrong(
    { errorUtilizationPenalty: -0.1 },
    "invalid errorUtilizationPenalty: expected a number of at least 0, got -0.1",
  );
  wrong(
    { enableOobLoadReport: "yes" },
    'invalid enableOobLoadReport: expected true or false, got "yes"',
  );
});

test("each update of the weights is reported: usable, not yet usable, stale", async () => {
  const reports: BackendWeights[] = [];
  const host = new FakeHost();
  Object.defineProperty(host, "random", { value: seeded(3) });
  const onWeights = (weights: BackendWeights): void => void reports.push(weights);
  Object.defineProperty(host, "observer", { value: { onWeights } });
  const balancer = weightedRoundRobin.create(host);
  const json = { blackoutPeriod: "0s", weightExpirationPeriod: "5s", weightUpdatePeriod: "1s" };
  balancer.update(backends(1, 2, 3), parse(json));
  for (const number of [1, 2, 3]) await host.connector.last(backend(number)).succeed();
  assert.deepEqual(
    reports.map(({ weights, notYetUsable }) => [weights.length, notYetUsable]),
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  );
  const update = async (ms: number): Promise<BackendWeights | undefined> => {
    reports.length = 0;
    await host.clock.advance(ms);
    return reports.at(-1);
  };
  report(host, { 1: 100, 2: 300 });
  assert.deepEqual(await update(1_000), {
    weights: [200, 600, 0],
    notYetUsable: 1,
    stale: 0,
    isFallback: false,
  });
  report(host, { 3: 50 });
  assert.deepEqual(await update(4_000), {
    weights: [0, 0, 100],
    notYetUsable: 0,
    stale: 2,
    isFallback: true,
  });
  balancer.close();
});

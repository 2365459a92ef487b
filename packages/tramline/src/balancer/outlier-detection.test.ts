import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadReport } from "../subchannel/testdata/fake-streams.ts";
import { type BalancerRegistry, createBalancerRegistry } from "./balancer.ts";
import { defaultBalancers } from "./default-balancers.ts";
import { failurePercentageOutliers, successRateOutliers } from "./outlier-algorithms.ts";
import { outlierDetection } from "./outlier-detection.ts";
import { backend, backends, FakeHost, type FakeTrackedCall } from "./testdata/fake-host.ts";

const registry: BalancerRegistry = createBalancerRegistry(defaultBalancers);
const parse = (json: object): unknown =>
  outlierDetection.parseConfig({ childPolicy: [{ round_robin: {} }], ...json }, registry);

/** Ejects each backend half of whose calls fail, of four or more. */
const HALF = {
  maxEjectionPercent: 100,
  failurePercentageEjection: { threshold: 49, minimumHosts: 1, requestVolume: 4 },
};

async function setUp(json: object, ...numbers: number[]) {
  const host = new FakeHost();
  const balancer = outlierDetection.create(host);
  balancer.update(backends(...numbers), parse(json));
  for (const number of numbers) await host.connector.last(backend(number)).succeed();
  return { host, balancer, clock: host.clock };
}

/** Makes calls, of which those to these backends fail; returns how many each has had. */
function makeCalls(host: FakeHost, count: number, ...failing: number[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (let i = 0; i < count; i++) {
    const call = host.call();
    found[call.backend] = (found[call.backend] ?? 0) + 1;
    call.end(failing.includes(Number(call.backend)) ? "INTERNAL" : "OK");
  }
  return found;
}

describe("the algorithms", () => {
  const counts = (...rates: number[]) =>
    rates.map((rate) => ({ successes: rate, failures: 100 - rate }));
  const rule = { enforcementPercentage: 100, minimumHosts: 5, requestVolume: 100 };

  test("success rates: outliers are below the mean by more than their share of deviations", () => {
    const stdevFactor = 1_900;
    const backends = counts(100, 100, 100, 100, 50);
    // Mean 90, deviation 20: below 52.
    assert.deepEqual(successRateOutliers(backends, { ...rule, stdevFactor }), [backends[4]]);
    assert.deepEqual(successRateOutliers(backends, { ...rule, stdevFactor: 2_001 }), []);
    const equal = counts(50, 50, 50, 50, 50);
    assert.deepEqual(successRateOutliers(equal, { ...rule, stdevFactor }), []);
    const few = counts(100, 100, 100, 50);
    assert.deepEqual(successRateOutliers(few, { ...rule, stdevFactor }), []);
    const idle = [...backends, { successes: 0, failures: 99 }];
    assert.deepEqual(successRateOutliers(idle, { ...rule, stdevFactor }), [backends[4]]);
    const none = { ...rule, stdevFactor, minimumHosts: 0, requestVolume: 0 };
    assert.deepEqual(successRateOutliers([{ successes: 0, failures: 0 }], none), []);
  });

  test("failure percentage: outliers are above the threshold, each for itself", () => {
    const backends = counts(100, 15, 14, 0, 100);
    const found = failurePercentageOutliers(backends, { ...rule, threshold: 85 });
    assert.deepEqual(found, [backends[2], backends[3]]);
    const others = { ...rule, threshold: 85, minimumHosts: 6 };
    assert.deepEqual(failurePercentageOutliers(backends, others), []);
    const idle = [...backends, { successes: 0, failures: 99 }];
    assert.deepEqual(failurePercentageOutliers(idle, { ...rule, threshold: 85 }), found);
  });
});

test("a backend whose calls fail is out of use until its time is over", async () => {
  const { host, clock } = await setUp(HALF, 1, 2, 3);
  assert.deepEqual(makeCalls(host, 30, 2), { 1: 10, 2: 10, 3: 10 });
  await clock.advance(9_999);
  assert.deepEqual(makeCalls(host, 3), { 1: 1, 2: 1, 3: 1 });
  await clock.advance(1);
  assert.deepEqual(makeCalls(host, 30), { 1: 15, 3: 15 });
  assert.equal(host.subchannels[1]?.state, "TRANSIENT_FAILURE");
  assert.equal(
    host.subchannels[1]?.lastError?.rawMessage,
    `no connection to ${backend(2)}: ejected as an outlier: 10 of 11 calls failed`,
  );
  await clock.advance(30_000);
  assert.deepEqual(makeCalls(host, 30), { 1: 15, 3: 15 }, "after the base time, not at it");
  await clock.advance(10_000);
  assert.deepEqual(makeCalls(host, 30), { 1: 10, 2: 10, 3: 10 });
  assert.equal(host.connector.connects.length, 3, "no connection was given up");
});

test("each further ejection lasts longer, up to the maximum; good intervals are forgiven", async () => {
  const { host, clock } = await setUp(
    { ...HALF, interval: "1s", baseEjectionTime: "2s", maxEjectionTime: "5s" },
    1,
    2,
  );
  const secondsOut = async (): Promise<number> => {
    makeCalls(host, 20, 2);
    await clock.advance(1_000);
    let seconds = 0;
    while (host.subchannels[1]?.state !== "READY") {
      await clock.advance(1_000);
      seconds++;
    }
    return seconds;
  };
  assert.equal(await secondsOut(), 3);
  assert.equal(await secondsOut(), 5);
  assert.equal(await secondsOut(), 6, "the maximum of 5 s");
  await clock.advance(3_000);
  assert.equal(await secondsOut(), 3);
});

test("no more than the share that is allowed is ejected, but always one", async () => {
  const { host, clock } = await setUp({ ...HALF, maxEjectionPercent: 10 }, 1, 2, 3, 4);
  makeCalls(host, 40, 1, 2, 3);
  await clock.advance(10_000);
  assert.deepEqual(makeCalls(host, 30), { 2: 10, 3: 10, 4: 10 });
  const half = await setUp({ ...HALF, maxEjectionPercent: 50 }, 1, 2, 3, 4);
  makeCalls(half.host, 40, 1, 2, 3);
  await half.clock.advance(10_000);
  assert.deepEqual(makeCalls(half.host, 30), { 3: 15, 4: 15 });
  const never = await setUp({ ...HALF, maxEjectionPercent: 0 }, 1, 2);
  makeCalls(never.host, 40, 1);
  await never.clock.advance(10_000);
  assert.deepEqual(makeCalls(never.host, 4), { 1: 2, 2: 2 });
});

test("enforcement is a matter of chance", async () => {
  const rule = { ...HALF.failurePercentageEjection, enforcementPercentage: 30 };
  const { host, clock } = await setUp({ ...HALF, failurePercentageEjection: rule }, 1, 2);
  host.nextRandom = 0.3;
  makeCalls(host, 40, 1);
  await clock.advance(10_000);
  assert.equal(host.subchannels[0]?.state, "READY");
  host.nextRandom = 0.299;
  makeCalls(host, 40, 1);
  await clock.advance(10_000);
  assert.equal(host.subchannels[0]?.state, "TRANSIENT_FAILURE");
});

test("success rates eject as well", async () => {
  const { host, clock } = await setUp(
    { successRateEjection: { requestVolume: 10 }, maxEjectionPercent: 50 },
    ...[1, 2, 3, 4, 5, 6],
  );
  makeCalls(host, 60, 4);
  await clock.advance(10_000);
  assert.equal(makeCalls(host, 50)["4"], undefined);
});

test("when all are ejected calls fail with the reason", async () => {
  const { host, clock } = await setUp(HALF, 1);
  makeCalls(host, 10, 1);
  await clock.advance(10_000);
  assert.equal(host.state, "TRANSIENT_FAILURE");
  assert.match(host.pick(), /ejected as an outlier: 10 of 10 calls failed$/);
});

test("an ejection outlasts the connection, and counts for a subchannel that is made later", async () => {
  const { host, balancer, clock } = await setUp(HALF, 1, 2);
  makeCalls(host, 20, 1);
  await clock.advance(10_000);
  host.connector.last(backend(1)).transport?.lose("error");
  await host.connector.last(backend(1)).succeed();
  assert.deepEqual(makeCalls(host, 10), { 2: 10 });
  // Another policy below makes subchannels of its own.
  const childPolicy = [{ least_request_experimental: {} }];
  balancer.update(backends(1, 2), parse({ ...HALF, childPolicy }));
  await host.connector.last(backend(1)).succeed();
  await host.connector.last(backend(2)).succeed();
  assert.deepEqual(makeCalls(host, 10), { 2: 10 });
  assert.equal(host.live, 2);
});

test("an address that goes and comes again starts over", async () => {
  const { host, balancer, clock } = await setUp(HALF, 1, 2);
  makeCalls(host, 20, 1);
  await clock.advance(10_000);
  balancer.update(backends(2), parse(HALF));
  balancer.update(backends(1, 2), parse(HALF));
  await host.connector.last(backend(1)).succeed();
  assert.deepEqual(makeCalls(host, 10), { 1: 5, 2: 5 });
});

test("without an algorithm nothing is counted, and ejections end", async () => {
  const { host, balancer, clock } = await setUp(HALF, 1, 2);
  assert.notEqual(host.picker?.tracker, undefined);
  makeCalls(host, 20, 1);
  await clock.advance(10_000);
  balancer.update(backends(1, 2), parse({}));
  assert.equal(host.picker?.tracker, undefined);
  assert.deepEqual(makeCalls(host, 10), { 1: 5, 2: 5 });
  assert.equal(clock.pending, 0);
  balancer.update(backends(1, 2), parse(HALF));
  assert.notEqual(host.picker?.tracker, undefined);
  assert.equal(clock.pending, 1);
});

test("a new configuration keeps the interval that is under way", async () => {
  const { host, balancer, clock } = await setUp(HALF, 1, 2);
  makeCalls(host, 20, 1);
  await clock.advance(6_000);
  balancer.update(backends(1, 2), parse({ ...HALF, interval: "8s" }));
  await clock.advance(1_999);
  assert.equal(host.subchannels[0]?.state, "READY");
  await clock.advance(1);
  assert.equal(host.subchannels[0]?.state, "TRANSIENT_FAILURE");
  balancer.close();
  assert.equal(clock.pending, 0);
  assert.equal(host.live, 0);
});

test("the policy below keeps its own tracker", async () => {
  const { host } = await setUp(
    { ...HALF, childPolicy: [{ weighted_round_robin: { blackoutPeriod: "0s" } }] },
    1,
    2,
  );
  for (let i = 0; i < 4; i++) {
    const call: FakeTrackedCall = host.call();
    call.end(
      "OK",
      loadReport({ cpuUtilization: 0.5, rpsFractional: call.backend === "1" ? 90 : 10 }),
    );
  }
  await host.clock.advance(1_000);
  assert.deepEqual(makeCalls(host, 100), { 1: 90, 2: 10 });
});

test("pick_first, which asks for no health, is left alone", async () => {
  const host = new FakeHost();
  const balancer = outlierDetection.create(host);
  balancer.update(backends(1, 2), parse({ ...HALF, childPolicy: [{ pick_first: {} }] }));
  await host.connector.last(backend(1)).succeed();
  makeCalls(host, 20, 1);
  await host.clock.advance(10_000);
  assert.equal(host.pick(), "1");
});

test("the configuration", () => {
  const round = registry.get("round_robin");
  assert.deepEqual(parse({}), {
    intervalMs: 10_000,
    baseEjectionTimeMs: 30_000,
    maxEjectionTimeMs: 300_000,
    maxEjectionPercent: 10,
    successRate: undefined,
    failurePercentage: undefined,
    child: { factory: round, config: undefined },
  });
  assert.deepEqual(
    parse({
      interval: "1s",
      baseEjectionTime: "400s",
      successRateEjection: {},
      failurePercentageEjection: { threshold: 0 },
    }),
    {
      intervalMs: 1_000,
      baseEjectionTimeMs: 400_000,
      maxEjectionTimeMs: 400_000,
      maxEjectionPercent: 10,
      successRate: {
        stdevFactor: 1_900,
        enforcementPercentage: 100,
        minimumHosts: 5,
        requestVolume: 100,
      },
      failurePercentage: {
        threshold: 0,
        enforcementPercentage: 100,
        minimumHosts: 5,
        requestVolume: 50,
      },
      child: { factory: round, config: undefined },
    },
  );
  const wrong = (json: object, message: string): void =>
    assert.throws(() => parse(json), { message });
  wrong(
    { maxEjectionPercent: 101 },
    "invalid maxEjectionPercent: expected an integer from 0 to 100, got 101",
  );
  wrong(
    { failurePercentageEjection: { threshold: 101 } },
    "invalid failurePercentageEjection.threshold: expected an integer from 0 to 100, got 101",
  );
  wrong(
    { successRateEjection: { enforcementPercentage: -1 } },
    "invalid successRateEjection.enforcementPercentage: expected an integer from 0 to 100, got -1",
  );
  wrong({ successRateEjection: 5 }, "invalid successRateEjection: expected an object, got 5");
  wrong({ interval: "-1s" }, 'invalid interval: expected a duration such as "1.5s", got "-1s"');
  wrong(
    { childPolicy: undefined },
    "invalid childPolicy: expected an array of policies, got undefined",
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "@tramline/rpc";
import { QUEUE } from "./picker.ts";
import { createReadyPolicy, type ReadyPolicyOptions } from "./ready-balancer.ts";
import { roundRobin } from "./round-robin.ts";
import { backend, backends, FakeHost } from "./testdata/fake-host.ts";

function setUp(...numbers: number[]) {
  const host = new FakeHost();
  const balancer = roundRobin.create(host);
  if (numbers.length > 0) balancer.update(backends(...numbers), undefined);
  return { host, balancer, connector: host.connector, clock: host.clock };
}

function picks(host: FakeHost, count: number): string {
  return Array.from({ length: count }, () => host.pick()).join("");
}

test("all addresses are connected at once; calls go round those that are ready", async () => {
  const { host, connector } = setUp(1, 2, 3);
  assert.deepEqual(connector.asked, [1, 2, 3].map(backend));
  assert.equal(host.pick(), "queue");
  await connector.last(backend(2)).succeed();
  assert.equal(picks(host, 3), "222");
  await connector.last(backend(1)).succeed();
  await connector.last(backend(3)).succeed();
  assert.equal(picks(host, 7), "1231231");
  assert.deepEqual(host.states, ["CONNECTING", "READY"]);
});

test("the start is random", async () => {
  const { host, connector } = setUp(1, 2, 3);
  host.nextRandom = 0.99;
  for (const number of [1, 2, 3]) await connector.last(backend(number)).succeed();
  assert.equal(picks(host, 4), "3123");
});

test("shares are equal", async () => {
  const { host, connector } = setUp(1, 2, 3, 4);
  for (const number of [1, 2, 3, 4]) await connector.last(backend(number)).succeed();
  const counts = new Map<string, number>();
  for (let i = 0; i < 4_000; i++) {
    const picked = host.pick();
    counts.set(picked, (counts.get(picked) ?? 0) + 1);
  }
  assert.deepEqual([...counts.values()], [1_000, 1_000, 1_000, 1_000]);
});

test("a backend at its limit is passed over; with all at it, calls wait", async () => {
  const { host, connector } = setUp(1, 2);
  const one = await connector.last(backend(1)).succeed();
  const two = await connector.last(backend(2)).succeed();
  one.maxStreams = 0;
  assert.equal(picks(host, 3), "222");
  two.maxStreams = 0;
  assert.equal(host.pick(), "queue");
});

test("a lost backend leaves the round, reconnects by itself and asks for a resolution", async () => {
  const { host, connector } = setUp(1, 2);
  const one = await connector.last(backend(1)).succeed();
  await connector.last(backend(2)).succeed();
  one.lose("goaway");
  assert.equal(picks(host, 3), "222");
  assert.equal(host.resolutionRequests, 1);
  assert.deepEqual(connector.asked, [1, 2, 1].map(backend));
  await connector.last().succeed();
  assert.equal(picks(host, 4), "1212");
});

test("aggregation: READY before CONNECTING before TRANSIENT_FAILURE, which stays until READY", async () => {
  const { host, connector, clock } = setUp(1, 2);
  await connector.last(backend(1)).fail();
  assert.equal(host.state, "CONNECTING");
  await connector.last(backend(2)).fail("ETIMEDOUT");
  assert.equal(host.state, "TRANSIENT_FAILURE");
  assert.equal(
    host.pick(),
    "no connection to dns:///orders:1: 10.0.0.1:1 ECONNREFUSED; 10.0.0.2:1 ETIMEDOUT",
  );
  await clock.advance(1_000);
  assert.equal(connector.connects.length, 4, "both are tried again after their backoff");
  assert.equal(host.state, "TRANSIENT_FAILURE");
  const one = await connector.last(backend(1)).succeed();
  assert.equal(host.state, "READY");
  one.lose("error");
  assert.equal(host.state, "CONNECTING", "1 is on its way, 2 counts as failed");
  await connector.last(backend(1)).fail();
  assert.equal(host.state, "TRANSIENT_FAILURE");
});

test("new addresses: what stays keeps its connection, what goes is shut down", async () => {
  const { host, balancer, connector } = setUp(1, 2);
  const one = await connector.last(backend(1)).succeed();
  const two = await connector.last(backend(2)).succeed();
  balancer.update(backends(2, 3), undefined);
  assert.ok(one.gone);
  assert.equal(two.gone, false);
  assert.equal(picks(host, 2), "22");
  assert.deepEqual(connector.asked, [1, 2, 3].map(backend));
  assert.equal(host.live, 2);
});

test("the round goes on through updates that change nothing", async () => {
  const { host, balancer, connector } = setUp(1, 2, 3);
  await connector.last(backend(1)).succeed();
  await connector.last(backend(2)).succeed();
  const { picker } = host;
  await connector.last(backend(3)).fail();
  balancer.update(backends(1, 2, 3), undefined);
  assert.equal(host.picker, picker);
});

test("an empty list, and a resolver's failure", async () => {
  const { host, balancer, connector } = setUp(1);
  await connector.last().succeed();
  balancer.resolverFailed(new StatusError("UNAVAILABLE", "no such name"));
  assert.equal(host.pick(), "1");
  assert.ok(balancer.update([], undefined) instanceof StatusError);
  assert.match(host.pick(), /no address/);
  assert.equal(host.live, 0);
  balancer.resolverFailed(new StatusError("UNAVAILABLE", "no such name"));
  assert.equal(host.pick(), "no such name");
  balancer.update(backends(1), undefined);
  await connector.last().succeed();
  assert.equal(host.pick(), "1");
});

test("close leaves nothing", async () => {
  const { host, balancer, connector } = setUp(1, 2, 3);
  await connector.last(backend(1)).succeed();
  await connector.last(backend(2)).fail();
  balancer.close();
  assert.equal(host.live, 0);
  assert.equal(host.clock.pending, 0);
  assert.equal(connector.open, 0);
});

test("a policy of the user's chooses among those that are READY", async () => {
  const policy = createReadyPolicy({
    name: "nth",
    parseConfig: (json) => Number((json as { n?: number }).n ?? 0),
    createPicker: (ready, n, { target }) => {
      assert.equal(target, "dns:///orders:1");
      return { pick: () => ready[n % ready.length] ?? QUEUE };
    },
  });
  const host = new FakeHost();
  const balancer = policy.create(host);
  balancer.update(backends(1, 2, 3), policy.parseConfig({ n: 1 }, new Map()));
  assert.equal(host.pick(), "queue");
  await host.connector.last(backend(3)).succeed();
  assert.equal(picks(host, 2), "33");
  await host.connector.last(backend(1)).succeed();
  assert.equal(picks(host, 2), "33");
  await host.connector.last(backend(2)).succeed();
  assert.equal(picks(host, 2), "22");
  balancer.update(backends(1, 2, 3), policy.parseConfig({ n: 0 }, new Map()));
  assert.equal(picks(host, 2), "11", "a new configuration is used at once");
  const plain = createReadyPolicy({
    name: "first",
    createPicker: ([one]) => ({ pick: () => one ?? QUEUE }),
  });
  assert.equal(plain.parseConfig({}, new Map()), undefined);
  balancer.close();
  assert.equal(host.live, 0);
});

test("a policy without a name, or without a picker, throws where it is made", () => {
  const wrong = (options: unknown, message: RegExp) =>
    assert.throws(() => createReadyPolicy(options as ReadyPolicyOptions<undefined>), {
      code: "CHANNEL_OPTION_INVALID",
      message,
    });
  wrong({ createPicker() {} }, /invalid name of createReadyPolicy: .* got undefined/);
  wrong({ name: "", createPicker() {} }, /invalid name/);
  wrong({ name: "mine" }, /invalid createPicker of createReadyPolicy: expected a function/);
});

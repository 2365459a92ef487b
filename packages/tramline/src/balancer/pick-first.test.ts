import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "@tramline/rpc";
import { formatAddress } from "../subchannel/address.ts";
import { PickFirstBalancer, pickFirst } from "./pick-first.ts";
import { backend, backends, FakeHost } from "./testdata/fake-host.ts";

const PLAIN = { shuffleAddressList: false };

function setUp(...numbers: number[]) {
  const host = new FakeHost();
  const balancer = new PickFirstBalancer(host);
  if (numbers.length > 0) assert.equal(balancer.update(backends(...numbers), PLAIN), undefined);
  return { host, balancer, connector: host.connector, clock: host.clock };
}

test("addresses are tried in order; the first that answers is kept", async () => {
  const { host, connector } = setUp(1, 2, 3);
  assert.deepEqual(connector.asked, [backend(1)]);
  assert.equal(host.pick(), "queue");
  await connector.last().fail();
  assert.deepEqual(connector.asked, [backend(1), backend(2)]);
  await connector.last().succeed();
  assert.deepEqual(host.states, ["CONNECTING", "READY"]);
  assert.equal(host.pick(), "2");
  assert.equal(host.live, 1, "the others are shut down");
  assert.equal(host.clock.pending, 0, "and their backoffs");
});

test("beside an attempt that takes longer than 250 ms the next one begins; the losers are given up", async () => {
  const { host, connector, clock } = setUp(1, 2, 3);
  await clock.advance(249);
  assert.deepEqual(connector.asked, [backend(1)]);
  await clock.advance(1);
  assert.deepEqual(connector.asked, [1, 2].map(backend));
  await connector.last(backend(2)).fail();
  assert.deepEqual(connector.asked, [1, 2, 3].map(backend), "a failure does not wait");
  assert.equal(clock.nextInMs, 1_000, "the last address needs no delay: what is next is a backoff");
  await connector.last(backend(1)).succeed();
  assert.equal(host.pick(), "1");
  assert.ok(connector.last(backend(3)).signal.aborted);
  assert.equal(host.live, 1);
  assert.equal(clock.pending, 0);
});

test("an early attempt that fails late does not disturb the latest; the pass ends with the last failure", async () => {
  const { host, connector, clock } = setUp(1, 2, 3);
  await clock.advance(250);
  await connector.last(backend(1)).fail();
  assert.deepEqual(connector.asked, [1, 2].map(backend));
  assert.equal(clock.nextInMs, 250, "the delay of the second attempt goes on");
  await clock.advance(250);
  assert.deepEqual(connector.asked, [1, 2, 3].map(backend));
  await connector.last(backend(3)).fail();
  assert.equal(host.state, "CONNECTING", "the second is still on its way");
  await connector.last(backend(2)).fail();
  assert.equal(host.state, "TRANSIENT_FAILURE");
  assert.equal(host.resolutionRequests, 1);
});

test("a new list or an end while the delay runs leaves no timer", async () => {
  const { balancer, connector, clock } = setUp(1, 2);
  balancer.update(backends(3), PLAIN);
  assert.deepEqual(connector.asked, [1, 3].map(backend));
  assert.equal(clock.pending, 1, "the connect timeout of the third");
  balancer.update(backends(1, 2), PLAIN);
  balancer.close();
  assert.equal(clock.pending, 0);
});

test("families take turns", () => {
  const host = new FakeHost();
  const balancer = new PickFirstBalancer(host);
  const six = ["2001:db8::1", "2001:db8::2", "2001:db8::3"];
  balancer.update(
    [...six.map((address) => ({ kind: "tcp", host: address, port: 1 }) as const), ...backends(1)],
    PLAIN,
  );
  assert.deepEqual(balancer["addresses"].map(formatAddress), [
    "[2001:db8::1]:1",
    backend(1),
    "[2001:db8::2]:1",
    "[2001:db8::3]:1",
  ]);
  balancer.close();
});

test("when all have failed: TRANSIENT_FAILURE that names each with its errno", async () => {
  const { host, connector } = setUp(1, 2, 3, 4, 5);
  for (const errno of ["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", "ENETDOWN"]) {
    await connector.last().fail(errno);
  }
  assert.deepEqual(host.states, ["CONNECTING", "TRANSIENT_FAILURE"]);
  assert.equal(host.resolutionRequests, 1);
  assert.equal(
    host.pick(),
    "no connection to dns:///orders:1: 10.0.0.1:1 ECONNREFUSED; 10.0.0.2:1 ETIMEDOUT; 10.0.0.3:1 EHOSTUNREACH; 2 more",
  );
});

test("TRANSIENT_FAILURE stays until READY; each address is tried again after its own backoff", async () => {
  const { host, connector, clock } = setUp(1, 2);
  await clock.advance(200);
  await connector.last().fail();
  await connector.last().fail();
  await clock.advance(800);
  assert.deepEqual(connector.asked, [1, 2, 1].map(backend));
  assert.equal(host.state, "TRANSIENT_FAILURE");
  await clock.advance(200);
  assert.deepEqual(connector.asked, [1, 2, 1, 2].map(backend));
  await connector.last(backend(1)).fail();
  assert.equal(host.resolutionRequests, 1);
  await connector.last(backend(2)).fail("ETIMEDOUT");
  assert.equal(host.resolutionRequests, 2, "all have failed again");
  assert.match(host.pick(), /10\.0\.0\.2:1 ETIMEDOUT/);
  await clock.advance(1_600);
  await connector.last(backend(1)).succeed();
  assert.deepEqual(host.states, ["CONNECTING", "TRANSIENT_FAILURE", "READY"]);
  assert.equal(host.live, 1);
});

test("a lost connection means IDLE; the next call starts from the head of the list", async () => {
  const { host, connector } = setUp(1, 2);
  await connector.last().fail();
  const transport = await connector.last().succeed();
  transport.lose("error");
  assert.equal(host.state, "IDLE");
  assert.equal(host.resolutionRequests, 1);
  assert.equal(connector.connects.length, 2, "nobody connects without a call");
  assert.equal(host.live, 0);
  assert.equal(host.pick(), "queue");
  assert.equal(host.state, "CONNECTING");
  assert.deepEqual(connector.asked, [1, 2, 1].map(backend));
  await connector.last().succeed();
  assert.equal(host.pick(), "1");
});

test("new addresses leave the connection alone if its address is among them", async () => {
  const { host, balancer, connector } = setUp(1, 2);
  const transport = await connector.last().succeed();
  balancer.update(backends(3, 1), PLAIN);
  assert.equal(host.pick(), "1");
  assert.equal(transport.gone, false);
  assert.equal(connector.connects.length, 1);
  balancer.update(backends(3, 4), PLAIN);
  assert.ok(transport.gone);
  assert.equal(host.state, "CONNECTING");
  assert.deepEqual(connector.asked, [1, 3].map(backend));
});

test("new addresses while connecting: the pass starts over, attempts under way are kept", async () => {
  const { host, balancer, connector } = setUp(1, 2);
  balancer.update(backends(2, 1), PLAIN);
  assert.deepEqual(connector.asked, [1, 2].map(backend));
  await connector.last(backend(1)).fail();
  assert.equal(host.state, "CONNECTING", "an address out of turn does not end the pass");
  await connector.last(backend(2)).fail();
  assert.equal(host.state, "TRANSIENT_FAILURE");
  balancer.update(backends(3), PLAIN);
  assert.equal(host.state, "TRANSIENT_FAILURE");
  await connector.last(backend(3)).succeed();
  assert.equal(host.pick(), "3");
  assert.equal(host.live, 1);
});

test("addresses that came while idle are used by the call that wakes it", async () => {
  const { host, balancer, connector } = setUp(1);
  (await connector.last().succeed()).lose("goaway");
  balancer.update(backends(2), PLAIN);
  assert.equal(host.state, "IDLE");
  host.pick();
  assert.deepEqual(connector.asked, [1, 2].map(backend));
});

test("an empty list is refused, and takes what was there away", async () => {
  const { host, balancer, connector } = setUp(1);
  const transport = await connector.last().succeed();
  assert.ok(balancer.update([], PLAIN) instanceof StatusError);
  assert.equal(host.pick(), "no connection to dns:///orders:1: it resolved to no address");
  assert.ok(transport.gone);
  balancer.update(backends(1), PLAIN);
  assert.equal(host.state, "CONNECTING");
});

test("a resolver's failure matters only without addresses", async () => {
  const { host, balancer, connector } = setUp();
  balancer.resolverFailed(new StatusError("UNAVAILABLE", "no such name"));
  assert.equal(host.pick(), "no such name");
  balancer.update(backends(1), PLAIN);
  assert.equal(host.state, "CONNECTING");
  await connector.last().succeed();
  balancer.resolverFailed(new StatusError("UNAVAILABLE", "no such name"));
  assert.equal(host.pick(), "1");
});

test("resetBackoff tries again at once", async () => {
  const { balancer, connector } = setUp(1);
  await connector.last().fail();
  balancer.resetBackoff();
  assert.equal(connector.connects.length, 2);
});

test("shuffling, and its configuration", () => {
  assert.deepEqual(pickFirst.parseConfig({}, new Map()), PLAIN);
  assert.deepEqual(pickFirst.parseConfig({ shuffleAddressList: true }, new Map()), {
    shuffleAddressList: true,
  });
  assert.throws(() => pickFirst.parseConfig({ shuffleAddressList: 1 }, new Map()), /true or false/);
  const { host, balancer, connector } = setUp();
  host.nextRandom = 0;
  balancer.update(backends(1, 2, 3), { shuffleAddressList: true });
  assert.deepEqual(connector.asked, [backend(2)]);
});

test("close leaves nothing", async () => {
  const { host, balancer, connector } = setUp(1, 2);
  await connector.last().fail();
  balancer.close();
  assert.equal(host.live, 0);
  assert.equal(host.clock.pending, 0);
  assert.equal(connector.open, 0);
});

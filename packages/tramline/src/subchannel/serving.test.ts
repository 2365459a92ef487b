import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "@tramline/rpc";
import { roundRobin } from "../balancer/round-robin.ts";
import { backend, backends, FakeHost } from "../balancer/testdata/fake-host.ts";
import type { FakeStream } from "./testdata/fake-streams.ts";
import { loadReport } from "./testdata/fake-streams.ts";

async function setUp(healthService: string | undefined, ...numbers: number[]) {
  const host = new FakeHost();
  host.healthService = healthService;
  const balancer = roundRobin.create(host);
  balancer.update(backends(...numbers), undefined);
  for (const number of numbers) await host.connector.last(backend(number)).succeed();
  const health = (number: number): FakeStream<string> => {
    const stream = host.streams.health.findLast(({ asked }) => asked.startsWith(backend(number)));
    assert.ok(stream);
    return stream;
  };
  return { host, balancer, health, clock: host.clock, streams: host.streams };
}

test("a backend is READY when its health check says so, and no longer when it does not", async () => {
  const { host, health } = await setUp("shop", 1, 2);
  assert.deepEqual(host.streams.open, [`${backend(1)} shop`, `${backend(2)} shop`]);
  assert.equal(host.state, "CONNECTING");
  assert.equal(host.pick(), "queue");
  health(1).say("NOT_SERVING");
  assert.equal(host.state, "CONNECTING");
  health(2).say("SERVING");
  assert.equal(host.state, "READY");
  assert.equal(host.pick() + host.pick(), "22");
  health(1).say("SERVING");
  assert.deepEqual([host.pick(), host.pick()].sort(), ["1", "2"]);
  health(2).say("NOT_SERVING");
  assert.equal(host.pick() + host.pick(), "11");
  health(1).say("SERVICE_UNKNOWN");
  assert.equal(host.state, "TRANSIENT_FAILURE");
  assert.equal(
    host.pick(),
    `no connection to dns:///orders:1: ${backend(1)}: its health check reports SERVICE_UNKNOWN for "shop"; ${backend(2)}: its health check reports NOT_SERVING for "shop"`,
  );
  health(2).say("SERVING");
  assert.equal(host.state, "READY");
  assert.equal(host.connector.connects.length, 2, "no connection was given up");
});

test("a check that ends makes the backend fail until the next try; UNIMPLEMENTED makes it healthy", async () => {
  const { host, health, clock, streams } = await setUp("", 1);
  health(1).say("SERVING");
  health(1).end(new StatusError("INTERNAL", "oops"));
  assert.equal(host.state, "TRANSIENT_FAILURE");
  assert.match(host.pick(), /its health check ended with INTERNAL: oops$/);
  assert.equal(host.subchannels[0]?.state, "TRANSIENT_FAILURE");
  await clock.advance(1_000);
  assert.equal(host.subchannels[0]?.state, "CONNECTING");
  assert.equal(host.state, "TRANSIENT_FAILURE", "failed until it is READY again");
  assert.equal(streams.health.length, 2);
  health(1).end(new StatusError("UNIMPLEMENTED", "no such service"));
  assert.equal(host.state, "READY");
  assert.equal(host.pick(), "1");
  assert.equal(clock.pending, 0);
});

test("the check ends with the connection, and begins again with the next", async () => {
  const { host, health } = await setUp("shop", 1);
  health(1).say("SERVING");
  const first = health(1);
  host.connector.last().transport?.lose("goaway");
  assert.equal(first.isOpen, false);
  assert.equal(host.state, "CONNECTING");
  await host.connector.last().succeed();
  assert.equal(host.state, "CONNECTING");
  assert.equal(host.streams.open.length, 1);
  first.say("SERVING");
  assert.equal(host.state, "CONNECTING", "the former check has no say");
  health(1).say("SERVING");
  assert.equal(host.state, "READY");
});

test("a check moves to another connection when its own drains, and the state stays", async () => {
  const { host, health } = await setUp("shop", 1);
  health(1).say("SERVING");
  const first = health(1);
  const [subchannel] = host.subchannels;
  assert.ok(subchannel);
  const transport = host.connector.last().transport;
  assert.ok(transport);
  transport.activeStreams = 1;
  transport.maxStreams = 1;
  assert.equal(subchannel.findRoom(), undefined);
  await host.connector.last().succeed();
  transport.lose("goaway");
  assert.equal(first.isOpen, false);
  assert.equal(host.streams.open.length, 1);
  assert.equal(subchannel.state, "READY");
  health(1).say("NOT_SERVING");
  assert.equal(subchannel.state, "TRANSIENT_FAILURE");
});

test("checks begin, change, and end with the configuration", async () => {
  const { host, health, balancer } = await setUp(undefined, 1);
  assert.equal(host.state, "READY");
  const [subchannel] = host.subchannels;
  subchannel?.checkHealth("a");
  assert.equal(subchannel?.state, "CONNECTING");
  assert.deepEqual(host.streams.open, [`${backend(1)} a`]);
  subchannel?.checkHealth("b");
  assert.deepEqual(host.streams.open, [`${backend(1)} b`]);
  health(1).say("NOT_SERVING");
  assert.equal(subchannel?.state, "TRANSIENT_FAILURE");
  subchannel?.checkHealth(undefined);
  assert.deepEqual(host.streams.open, []);
  assert.equal(subchannel?.state, "READY");
  assert.equal(subchannel?.lastError, undefined);
  subchannel?.checkHealth("c");
  balancer.close();
  assert.deepEqual(host.streams.open, []);
  assert.equal(host.clock.pending, 0);
});

test("an ejected backend fails, whatever its health, until the ejection ends", async () => {
  const { host, health } = await setUp("shop", 1);
  health(1).say("SERVING");
  const [subchannel] = host.subchannels;
  const error = new StatusError("UNAVAILABLE", "too many of its calls failed");
  subchannel?.eject(error);
  assert.equal(subchannel?.state, "TRANSIENT_FAILURE");
  assert.equal(subchannel?.lastError, error);
  health(1).say("SERVING");
  assert.equal(subchannel?.state, "TRANSIENT_FAILURE");
  health(1).say("NOT_SERVING");
  subchannel?.eject(undefined);
  assert.equal(subchannel?.state, "TRANSIENT_FAILURE");
  health(1).say("SERVING");
  assert.equal(subchannel?.state, "READY");
  subchannel?.eject(error);
  host.connector.last().transport?.lose("error");
  await host.connector.last().succeed();
  health(1).say("SERVING");
  assert.equal(subchannel?.state, "TRANSIENT_FAILURE", "a new connection does not end it");
  subchannel?.eject(undefined);
  assert.equal(host.state, "READY");
});

test("one stream of load reports serves everyone, at the shortest interval", async () => {
  const { host, balancer } = await setUp(undefined, 1);
  const [subchannel] = host.subchannels;
  assert.ok(subchannel);
  const log: string[] = [];
  const stopSlow = subchannel.watchLoad(10_000, ({ eps }) => log.push(`slow ${eps}`));
  assert.deepEqual(host.streams.open, [`${backend(1)} 10000`]);
  const stopFast = subchannel.watchLoad(1_000, ({ eps }) => log.push(`fast ${eps}`));
  assert.deepEqual(host.streams.open, [`${backend(1)} 1000`]);
  host.streams.load.at(-1)?.say(loadReport({ eps: 1 }));
  assert.deepEqual(log.splice(0), ["slow 1", "fast 1"]);
  stopFast();
  stopFast();
  assert.deepEqual(host.streams.open, [`${backend(1)} 10000`]);
  host.streams.load.at(-1)?.say(loadReport({ eps: 2 }));
  assert.deepEqual(log.splice(0), ["slow 2"]);
  host.connector.last().transport?.lose("closed");
  assert.deepEqual(host.streams.open, []);
  await host.connector.last().succeed();
  assert.deepEqual(host.streams.open, [`${backend(1)} 10000`]);
  host.streams.load.at(-1)?.end(new StatusError("UNIMPLEMENTED"));
  assert.equal(host.clock.pending, 0);
  stopSlow();
  subchannel.watchLoad(5_000, () => {});
  balancer.close();
  assert.deepEqual(host.streams.open, []);
});

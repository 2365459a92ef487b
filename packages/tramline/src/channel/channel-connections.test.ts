import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "../subchannel/testdata/fake-clock.ts";
import type { FakeTransport } from "../subchannel/testdata/fake-connector.ts";
import { setUp, TWO } from "./channel.test.support.ts";
import { call, FakeCall } from "./testdata/fake-call.ts";

test("at the peer's limit calls wait for a free slot, first come first served", async () => {
  const { channel, connector } = setUp();
  channel.connect();
  const transport = await connector.last().succeed();
  transport.maxStreams = 2;
  const calls = Array.from({ length: 5 }, () => call(channel));
  const waiting = () => calls.map((one) => (one.outcome === "waiting" ? "w" : ".")).join("");
  assert.equal(waiting(), "..www");
  assert.equal(
    channel.describeWait(),
    "waiting for a free stream: 2 of 2 streams in use on 1 connection (SETTINGS_MAX_CONCURRENT_STREAMS of 10.0.0.1:1)",
  );
  calls[0]?.end();
  assert.equal(waiting(), "...ww");
  calls[2]?.end();
  assert.equal(waiting(), "....w");
  assert.equal(transport.activeStreams, 2);
  transport.raiseLimit(3);
  assert.equal(waiting(), ".....");
  await channel.close();
});

test("at the peer's limit more connections are opened, as many as allowed, while calls wait", async () => {
  const { channel, connector, clock } = setUp({ maxConnectionsPerAddress: 3 });
  channel.connect();
  const transports = [await connector.last().succeed()];
  const first = transports[0] as FakeTransport;
  first.maxStreams = 2;
  const calls = Array.from({ length: 8 }, () => call(channel));
  const waiting = () => calls.filter(({ outcome }) => outcome === "waiting").length;
  assert.equal(connector.connects.length, 2, "one attempt at a time");
  for (const left of [4, 2]) {
    const connect = connector.last();
    const opened = connect.succeed(2);
    transports.push(await opened);
    assert.equal(waiting(), left);
  }
  assert.equal(connector.connects.length, 3, "the limit");
  assert.deepEqual(
    transports.map(({ activeStreams }) => activeStreams),
    [2, 2, 2],
  );
  assert.match(channel.describeWait(), /6 of 6 streams in use on 3 connections/);
  calls[4]?.end();
  assert.equal(waiting(), 1);
  calls[0]?.end();
  assert.equal(waiting(), 0);
  // The oldest with room takes the next; those that are not used are closed.
  for (const [index, one] of calls.entries()) if (index !== 0 && index !== 4) one.end();
  assert.equal(channel.connections, 3);
  assert.equal(call(channel).transport, first);
  await clock.advance(30_000);
  assert.equal(channel.connections, 3);
  await clock.advance(30_000);
  assert.equal(channel.connections, 1);
  assert.equal(first.gone, false);
  assert.equal(clock.pending, 1, "the timer of the channel's idleness alone");
  await channel.close();
});

test("a connection that ends leaves the others; the last one's end is the channel's state", async () => {
  const { channel, connector, states } = setUp();
  channel.connect();
  const first = await connector.last().succeed(1);
  const [one, two, three] = [call(channel), call(channel), call(channel)];
  const second = await connector.last().succeed(1);
  assert.equal(two.transport, second);
  first.lose("goaway");
  assert.equal(first.gone, false, "its call goes on");
  assert.deepEqual(states, ["CONNECTING", "READY"]);
  const third = await connector.last().succeed(1);
  assert.equal(three.transport, third);
  one.end();
  second.lose("error");
  assert.equal(channel.state, "READY");
  assert.equal(channel.connections, 3);
  third.lose("error");
  assert.deepEqual(states, ["CONNECTING", "READY", "IDLE"]);
  await settled();
  assert.equal(channel.connections, 0);
  await channel.close();
});

test("an extra connection that fails waits for its backoff, and calls wait on", async () => {
  const { channel, connector, clock, states } = setUp();
  channel.connect();
  const first = await connector.last().succeed(1);
  call(channel);
  const waiting = call(channel);
  await connector.last().fail();
  assert.equal(connector.connects.length, 2);
  const later = call(channel);
  assert.equal(connector.connects.length, 2, "the backoff is respected");
  await clock.advance(1_000);
  assert.equal(connector.connects.length, 3, "calls that wait are reason enough");
  await connector.last().fail();
  // What failed beside a connection that worked says nothing about the next one in its place.
  first.lose("goaway");
  assert.deepEqual(states, ["CONNECTING", "READY", "IDLE", "CONNECTING"]);
  assert.equal(connector.connects.length, 4);
  await connector.last().fail();
  assert.deepEqual([waiting.outcome, later.outcome], ["UNAVAILABLE", "UNAVAILABLE"]);
  await channel.close();
  assert.equal(clock.pending, 0);
});

test("round robin makes room on every backend, once all are full", async () => {
  const { channel, connector } = setUp({ loadBalancing: "round_robin" }, TWO);
  channel.connect();
  await connector.last("10.0.0.1:1").succeed(1);
  await connector.last("10.0.0.2:1").succeed(1);
  const calls = [call(channel), call(channel), call(channel), call(channel)];
  assert.equal(connector.connects.length, 4);
  await connector.last("10.0.0.1:1").succeed(1);
  await connector.last("10.0.0.2:1").succeed(1);
  assert.deepEqual(calls.map(({ outcome }) => outcome).toSorted(), [
    "10.0.0.1:1",
    "10.0.0.1:1",
    "10.0.0.2:1",
    "10.0.0.2:1",
  ]);
  await channel.close();
});

test("a connection that was idle for long is checked before a call goes out on it", async () => {
  const { channel, connector } = setUp();
  channel.connect();
  const first = await connector.last().succeed();
  first.doubted = true;
  const waiting = call(channel);
  assert.equal(waiting.outcome, "waiting");
  assert.equal(first.isProving, true);
  assert.equal(
    channel.describeWait(),
    "waiting for the response to a PING: the connection to 10.0.0.1:1 was idle for long",
  );
  assert.equal(connector.connects.length, 1, "that does not justify another connection");
  first.trust();
  assert.equal(waiting.outcome, "10.0.0.1:1");
  waiting.end();
  first.doubted = true;
  const patient = call(channel);
  first.lose("error");
  await connector.last().succeed();
  assert.equal(patient.outcome, "10.0.0.1:1");
  assert.notEqual(patient.transport, first);
  await channel.close();
});

test("round robin has all connections checked, not the first alone", async () => {
  const { channel, connector } = setUp({ loadBalancing: "round_robin" }, TWO);
  channel.connect();
  const one = await connector.last("10.0.0.1:1").succeed();
  const two = await connector.last("10.0.0.2:1").succeed();
  one.doubted = true;
  two.doubted = true;
  const waiting = call(channel);
  assert.deepEqual([one.isProving, two.isProving], [true, true]);
  two.trust();
  assert.equal(waiting.outcome, "10.0.0.2:1");
  one.trust();
  assert.deepEqual([call(channel).outcome, call(channel).outcome].toSorted(), [
    "10.0.0.1:1",
    "10.0.0.2:1",
  ]);
  await channel.close();
});

test("the service config's number of connections holds, up to the channel's own", async () => {
  const scaling = (
    maxConnectionsPerAddress: number | undefined,
    maxConnectionsPerSubchannel: number | undefined,
  ) => {
    const settings = setUp({ maxConnectionsPerAddress }).channel["settings"];
    settings.scaling.configure(maxConnectionsPerSubchannel);
    return settings.scaling.maxConnections;
  };
  assert.equal(scaling(undefined, undefined), 4);
  assert.equal(scaling(undefined, 8), 8);
  assert.equal(scaling(undefined, 80), 10);
  assert.equal(scaling(2, undefined), 2);
  assert.equal(scaling(20, 15), 15);
  assert.equal(scaling(2, 15), 2);
  const { channel } = setUp({
    serviceConfig: { connectionScaling: { maxConnectionsPerSubchannel: 1 } },
  });
  channel.connect();
  assert.equal(channel["settings"].scaling.maxConnections, 1);
  await channel.close();
});

test("a slot that becomes free costs no walk over those who wait", async () => {
  const { channel, connector } = setUp();
  channel.connect();
  const transport = await connector.last().succeed();
  transport.maxStreams = 1;
  const first = call(channel);
  const waiters = Array.from({ length: 1_000 }, () => new FakeCall());
  let reads = 0;
  for (const waiter of waiters) channel.pick(waiter);
  Object.defineProperty(transport, "maxStreams", {
    get: () => {
      reads++;
      return 1;
    },
  });
  first.end();
  assert.equal(waiters[0]?.outcome, "10.0.0.1:1");
  assert.equal(waiters[1]?.outcome, "waiting");
  assert.ok(reads < 12, `${reads} looks at the limit`);
  await channel.close();
});

test("round robin sends waiting calls to whichever backend frees a slot", async () => {
  const { channel, connector } = setUp({ loadBalancing: "round_robin" }, TWO);
  channel.connect();
  const one = await connector.last("10.0.0.1:1").succeed();
  const two = await connector.last("10.0.0.2:1").succeed();
  one.maxStreams = 1;
  two.maxStreams = 1;
  const calls = [call(channel), call(channel), call(channel)];
  assert.equal(calls[2]?.outcome, "waiting");
  two.endStream();
  assert.equal(calls[2]?.outcome, "10.0.0.2:1");
  await channel.close();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationError } from "../configuration-error.ts";
import { FakeClock, settled } from "../subchannel/testdata/fake-clock.ts";
import { FakeConnector, type FakeTransport } from "../subchannel/testdata/fake-connector.ts";
import { Channel } from "./channel.ts";
import type { ChannelOptions, ConnectorSettings } from "./channel-options.ts";
import { call, FakeCall } from "./testdata/fake-call.ts";

function setUp(options: ChannelOptions = {}, target = "ipv4:10.0.0.1:1") {
  const clock = new FakeClock();
  const connector = new FakeConnector();
  const settings: ConnectorSettings[] = [];
  const channel = new Channel(target, options, {
    createConnector: (one) => {
      settings.push(one);
      return connector.connect;
    },
    clock,
    random: () => 0.5,
  });
  const states: string[] = [];
  channel.onStateChange((state) => states.push(state));
  return { channel, connector, clock, states, settings };
}

const TWO = "ipv4:10.0.0.1:1,10.0.0.2:1";

test("a channel is lazy: the first call wakes it and waits", async () => {
  const { channel, connector, clock, states } = setUp();
  assert.equal(channel.state, "IDLE");
  assert.equal(connector.connects.length, 0);
  assert.equal(clock.pending, 0);
  const first = call(channel);
  assert.equal(first.outcome, "waiting");
  assert.equal(channel.queuedCalls, 1);
  assert.equal(channel.describeWait(), "waiting for a connection to ipv4:10.0.0.1:1 (CONNECTING)");
  await connector.last().succeed();
  assert.equal(first.outcome, "10.0.0.1:1");
  assert.equal(channel.queuedCalls, 0);
  assert.deepEqual(states, ["CONNECTING", "READY"]);
  await channel.close();
});

test("with a ready subchannel a call is picked before pick returns", async () => {
  const { channel, connector } = setUp();
  channel.connect();
  await connector.last().succeed();
  assert.equal(call(channel).outcome, "10.0.0.1:1");
  await channel.close();
});

test("calls wait through CONNECTING, fail in TRANSIENT_FAILURE, unless they wait for ready", async () => {
  const { channel, connector, clock } = setUp({}, TWO);
  const plain = call(channel);
  const patient = call(channel, true);
  await connector.last().fail();
  assert.equal(plain.outcome, "waiting");
  await connector.last().fail("ETIMEDOUT");
  assert.equal(plain.outcome, "UNAVAILABLE");
  assert.equal(
    plain.error?.rawMessage,
    `no connection to ${TWO}: 10.0.0.1:1 ECONNREFUSED; 10.0.0.2:1 ETIMEDOUT`,
  );
  assert.ok(plain.error?.cause instanceof AggregateError);
  assert.equal(patient.outcome, "waiting");
  assert.match(
    channel.describeWait(),
    /\(TRANSIENT_FAILURE\): 10\.0\.0\.1:1 ECONNREFUSED; .*ETIMEDOUT$/,
  );
  const other = call(channel);
  assert.equal(other.outcome, "UNAVAILABLE", "fails at once");
  assert.notEqual(other.error, plain.error, "each call has an error of its own");
  await clock.advance(1_000);
  assert.equal(patient.outcome, "waiting");
  await connector.last("10.0.0.2:1").succeed();
  assert.equal(patient.outcome, "10.0.0.2:1");
  await channel.close();
});

test("a waiting call can be abandoned", async () => {
  const { channel, connector } = setUp();
  const [first, second, third] = [call(channel), call(channel), call(channel)];
  channel.abandon(second);
  channel.abandon(second);
  assert.equal(channel.queuedCalls, 2);
  await connector.last().succeed();
  assert.deepEqual(
    [first.outcome, second.outcome, third.outcome],
    ["10.0.0.1:1", "lost", "10.0.0.1:1"],
  );
  channel.abandon(first);
  await channel.close();
});

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

test("a lost connection: waiting calls reconnect, the old connection drains", async () => {
  const { channel, connector, states } = setUp();
  channel.connect();
  const old = await connector.last().succeed();
  old.maxStreams = 1;
  const running = call(channel);
  const waiting = call(channel);
  old.lose("goaway");
  assert.equal(connector.connects.length, 2, "the waiting call wakes the balancer");
  await connector.last().succeed();
  assert.equal(waiting.outcome, "10.0.0.1:1");
  assert.notEqual(waiting.transport, running.transport);
  assert.equal(channel.connections, 2);
  running.end();
  await settled();
  assert.equal(channel.connections, 1);
  assert.deepEqual(states, ["CONNECTING", "READY", "CONNECTING", "READY"]);
  await channel.close();
});

test("callbacks may start, abandon and fail other calls", async () => {
  const { channel, connector } = setUp();
  const [first, second, third] = [call(channel), call(channel), call(channel)];
  const later: FakeCall[] = [];
  first.then = () => {
    channel.abandon(second);
    later.push(call(channel));
  };
  third.then = () => void later.push(call(channel));
  await connector.last().succeed();
  assert.equal(second.outcome, "lost");
  assert.equal(third.outcome, "10.0.0.1:1");
  assert.deepEqual(
    later.map(({ outcome }) => outcome),
    ["10.0.0.1:1", "10.0.0.1:1"],
  );
  assert.equal(channel.queuedCalls, 0);
  await channel.close();
});

test("a callback may lose the connection under those who wait behind", async () => {
  const { channel, connector } = setUp();
  const [first, second] = [call(channel), call(channel, true)];
  first.then = () => first.transport?.lose("error");
  await connector.last().succeed();
  assert.equal(second.outcome, "waiting");
  assert.equal(connector.connects.length, 2);
  await connector.last().succeed();
  assert.equal(second.outcome, "10.0.0.1:1");
  await channel.close();
});

test("close fails those who wait and all later calls, and leaves nothing", async () => {
  const { channel, connector, clock, states } = setUp({}, TWO);
  await connector.connects[0]?.fail();
  const plain = call(channel);
  await connector.last().fail();
  const patient = call(channel, true);
  assert.equal(plain.outcome, "waiting");
  await channel.close();
  for (const one of [plain, patient, call(channel), call(channel, true)]) {
    assert.equal(one.outcome, "UNAVAILABLE");
    assert.equal(one.error?.rawMessage, `channel closed: ${TWO}`);
  }
  assert.equal(states.at(-1), "SHUTDOWN");
  assert.equal(clock.pending, 0);
  assert.ok(connector.last().signal.aborted);
  channel.connect();
  assert.equal(channel.state, "SHUTDOWN");
  assert.equal(channel.close(), channel.close());
});

test("close ends running calls at once, or gives them time", async () => {
  const hard = setUp();
  hard.channel.connect();
  const transport = await hard.connector.last().succeed();
  call(hard.channel);
  await hard.channel.close();
  assert.ok(transport.gone);

  const soft = setUp();
  soft.channel.connect();
  const draining = await soft.connector.last().succeed();
  const running = call(soft.channel);
  let closed = false;
  const closing = soft.channel.close({ graceMs: 1_000 }).then(() => (closed = true));
  await soft.clock.advance(999);
  assert.equal(closed, false);
  assert.equal(draining.gone, false);
  running.end();
  await closing;
  assert.equal(soft.clock.pending, 0);

  const late = setUp();
  late.channel.connect();
  const stuck = await late.connector.last().succeed();
  call(late.channel);
  const ending = late.channel.close({ graceMs: 1_000 });
  await late.clock.advance(1_000);
  await ending;
  assert.ok(stuck.gone);
});

test("after the idle timeout the connection goes; the next call brings it back", async () => {
  const { channel, connector, clock, states } = setUp({ idleTimeoutMs: 1_000 });
  const first = call(channel);
  const transport = await connector.last().succeed();
  await clock.advance(5_000);
  assert.equal(channel.state, "READY", "a call is running");
  first.end();
  await clock.advance(900);
  const second = call(channel);
  second.end();
  await clock.advance(900);
  assert.equal(channel.state, "READY", "there was a call not long ago");
  await clock.advance(600);
  assert.equal(channel.state, "IDLE");
  assert.ok(transport.gone);
  assert.equal(clock.pending, 0);
  assert.equal(channel.connections, 0);
  const third = call(channel);
  await connector.last().succeed();
  assert.equal(third.outcome, "10.0.0.1:1");
  assert.deepEqual(states, ["CONNECTING", "READY", "IDLE", "CONNECTING", "READY"]);
  await channel.close();
});

test("a call that waits keeps a channel from going idle", async () => {
  const { channel, connector, clock } = setUp({ idleTimeoutMs: 1_000 });
  const patient = call(channel, true);
  await connector.last().fail();
  await clock.advance(100_000);
  assert.equal(patient.outcome, "waiting");
  assert.notEqual(channel.state, "IDLE");
  await channel.close();
});

test("waitForState", async () => {
  const { channel, connector, clock } = setUp();
  await channel.waitForState("IDLE");
  const ready = channel.waitForState("READY");
  assert.equal(channel.state, "CONNECTING", "to wait for READY connects");
  await connector.last().fail();
  await clock.advance(1_000);
  await connector.last().succeed();
  await ready;
  const late = assert.rejects(channel.waitForState("IDLE", { timeoutMs: 50 }), {
    code: "DEADLINE_EXCEEDED",
    rawMessage: "channel to ipv4:10.0.0.1:1 is READY, not IDLE, after 50 ms",
  });
  await clock.advance(50);
  await late;
  const abort = new AbortController();
  const aborted = assert.rejects(channel.waitForState("IDLE", { signal: abort.signal }), /enough/);
  abort.abort(new Error("enough"));
  await aborted;
  await assert.rejects(channel.waitForState("IDLE", { signal: abort.signal }), /enough/);
  const closed = assert.rejects(channel.waitForState("IDLE"), { code: "UNAVAILABLE" });
  const shutdown = channel.waitForState("SHUTDOWN");
  await channel.close();
  await closed;
  await shutdown;
  await assert.rejects(channel.waitForState("READY"), { code: "UNAVAILABLE" });
});

test("a subscription ends when told to", async () => {
  const { channel } = setUp();
  const seen: string[] = [];
  const unsubscribe = channel.onStateChange((state, before) => seen.push(`${before}>${state}`));
  channel.connect();
  unsubscribe();
  await channel.close();
  assert.deepEqual(seen, ["IDLE>CONNECTING"]);
});

test("closing from within a state listener leaves nothing behind", async () => {
  const { channel, connector, clock } = setUp({}, TWO);
  let closing: Promise<void> | undefined;
  channel.onStateChange((state) => {
    if (state === "TRANSIENT_FAILURE") closing = channel.close();
  });
  const waiting = call(channel, true);
  await connector.last().fail();
  await connector.last().fail();
  await closing;
  assert.equal(waiting.outcome, "UNAVAILABLE");
  assert.equal(clock.pending, 0);
  assert.equal(connector.open, 0);
});

test("the number of waiting calls is limited", async () => {
  const { channel } = setUp({ maxQueuedCalls: 2 });
  const calls = [call(channel), call(channel), call(channel)];
  assert.deepEqual(
    calls.map(({ outcome }) => outcome),
    ["waiting", "waiting", "RESOURCE_EXHAUSTED"],
  );
  await channel.close();
});

test("resetBackoff tries again now", async () => {
  const { channel, connector } = setUp();
  channel.connect();
  await connector.last().fail();
  channel.resetBackoff();
  assert.equal(connector.connects.length, 2);
  await channel.close();
});

test("ten thousand calls over connections that come and go leave nothing behind", async () => {
  const { channel, connector, clock } = setUp({ loadBalancing: "round_robin" }, TWO);
  let ended = 0;
  for (let round = 0; round < 100; round++) {
    const calls = Array.from({ length: 100 }, (_, i) => call(channel, i % 2 === 0));
    for (const connect of connector.connects.slice(-2)) {
      if (connect.transport === undefined && !connect.signal.aborted) await connect.succeed();
    }
    for (const one of calls) {
      if (one.transport === undefined) channel.abandon(one);
      else one.end();
      ended++;
    }
    connector.last().transport?.lose(round % 2 === 0 ? "goaway" : "error");
    await clock.advance(100);
  }
  assert.equal(ended, 10_000);
  assert.equal(channel.queuedCalls, 0);
  assert.equal(channel.connections, connector.open);
  assert.ok(connector.open <= 2);
  await channel.close();
  assert.equal(clock.pending, 0);
  assert.equal(connector.open, 0);
  assert.equal(channel.connections, 0);
});

test("options reach the connector; the service config chooses the policy", async () => {
  const { channel, connector, settings } = setUp(
    {
      tls: { serverName: "orders.example" },
      authority: "orders.example:443",
      serviceConfig: {
        loadBalancingConfig: [{ unheard_of: {} }, { round_robin: {} }],
        methodConfig: [{ name: [{}], timeout: "0.5s" }],
      },
    },
    TWO,
  );
  assert.equal(channel.secure, true);
  assert.equal(channel.authority, "orders.example:443");
  assert.equal(settings[0]?.tls?.verifiedName, "orders.example");
  assert.equal(channel.serviceConfig.method("/a/b")?.timeoutMs, 500);
  channel.connect();
  assert.equal(connector.connects.length, 2);
  await channel.close();
});

test("mistakes are named where they are made", () => {
  const wrong = (options: ChannelOptions, code: string, target?: string) =>
    assert.throws(
      () => setUp(options, target),
      (error) => error instanceof ConfigurationError && error.code === code,
      code,
    );
  wrong({ loadBalancing: "roundrobin" }, "LOAD_BALANCING_POLICY_UNKNOWN");
  wrong({ callCredentials: () => ({}) }, "CALL_CREDENTIALS_NEED_TLS");
  wrong({ idleTimeoutMs: 0 }, "CHANNEL_OPTION_INVALID");
  wrong({ backoff: { multiplier: 0.5 } }, "CHANNEL_OPTION_INVALID");
  wrong({ backoff: { jitter: 1 } }, "CHANNEL_OPTION_INVALID");
  wrong({ connectTimeoutMs: Number.NaN }, "CHANNEL_OPTION_INVALID");
  wrong({ maxConnectionsPerAddress: 0 }, "CHANNEL_OPTION_INVALID");
  wrong({ maxConnectionsPerAddress: 1.5 }, "CHANNEL_OPTION_INVALID");
  wrong({ connectionAttemptDelayMs: -1 }, "CHANNEL_OPTION_INVALID");
  wrong(
    { serviceConfig: { connectionScaling: { maxConnectionsPerSubchannel: 0 } } },
    "SERVICE_CONFIG_FIELD_INVALID",
  );
  wrong({ serviceConfig: "{" }, "SERVICE_CONFIG_NOT_JSON");
  wrong({}, "TARGET_SCHEME_UNKNOWN", "http://orders:80");
});

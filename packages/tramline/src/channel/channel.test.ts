import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { ConfigurationError } from "../configuration-error.ts";
import { settled } from "../subchannel/testdata/fake-clock.ts";
import { setUp, TWO } from "./channel.test.support.ts";
import type { ChannelOptions } from "./channel-options.ts";
import { call, type FakeCall } from "./testdata/fake-call.ts";

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
  wrong({ connectionAttemptDelayMs: 99 }, "CHANNEL_OPTION_INVALID");
  wrong({ connectionAttemptDelayMs: 2001 }, "CHANNEL_OPTION_INVALID");
  wrong(
    { serviceConfig: { connectionScaling: { maxConnectionsPerSubchannel: 0 } } },
    "SERVICE_CONFIG_FIELD_INVALID",
  );
  wrong({ serviceConfig: "{" }, "SERVICE_CONFIG_NOT_JSON");
  wrong({}, "TARGET_SCHEME_UNKNOWN", "http://orders:80");
});

test("console.log shows the state of a channel, and none of its options", async () => {
  const { channel } = setUp();
  const shown = inspect(channel);
  assert.match(shown, /^\w+ \{\s+target: /);
  assert.match(shown, /state: 'IDLE',\s+connections: 0,\s+queuedCalls: 0\s+\}$/);
  await channel.close();
});

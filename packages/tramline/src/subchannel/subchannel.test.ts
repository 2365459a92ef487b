import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffSettings } from "./backoff.ts";
import type { ClientTransport } from "./client-transport.ts";
import { ConnectionScaling } from "./connection-scaling.ts";
import { Subchannel } from "./subchannel.ts";
import { FakeClock, settled } from "./testdata/fake-clock.ts";
import { FakeConnector, FakeTransport } from "./testdata/fake-connector.ts";

function setUp(options: { minConnectTimeoutMs?: number } = {}) {
  const clock = new FakeClock();
  const connector = new FakeConnector();
  const states: string[] = [];
  const transports: ClientTransport[] = [];
  let capacity = 0;
  const subchannel = new Subchannel(
    { kind: "tcp", host: "10.0.0.1", port: 50051 },
    {
      connector: connector.connect,
      backoff: backoffSettings(undefined),
      minConnectTimeoutMs: options.minConnectTimeoutMs ?? 20_000,
      scaling: new ConnectionScaling(undefined),
      clock,
      random: () => 0.5,
    },
    {
      onTransport: (transport) => transports.push(transport),
      onCapacity: () => capacity++,
    },
  );
  subchannel.watch({ onSubchannelState: (_, state) => states.push(state) });
  return { clock, connector, states, transports, subchannel, capacity: () => capacity };
}

test("it connects when asked, and only once", async () => {
  const { subchannel, connector, states, transports, clock } = setUp();
  assert.equal(connector.connects.length, 0);
  subchannel.connect();
  subchannel.connect();
  assert.deepEqual(connector.asked, ["10.0.0.1:50051"]);
  const transport = await connector.last().succeed();
  assert.deepEqual(states, ["CONNECTING", "READY"]);
  assert.equal(subchannel.transport, transport);
  assert.deepEqual(transports, [transport]);
  assert.equal(clock.pending, 0, "the connect timeout is cancelled");
});

test("failures wait longer and longer, counted from the attempt's start, and end in IDLE", async () => {
  const { subchannel, connector, states, clock } = setUp();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    subchannel.connect();
    await clock.advance(100);
    await connector.last().fail();
    assert.equal(subchannel.state, "TRANSIENT_FAILURE");
    waits.push(Math.round(clock.nextInMs ?? 0));
    subchannel.connect();
    assert.equal(connector.connects.length, attempt + 1, "a backoff is respected");
    await clock.advance(clock.nextInMs ?? 0);
    assert.equal(subchannel.state, "IDLE");
  }
  assert.deepEqual(waits, [900, 1500, 2460, 3996, 6454]);
  assert.deepEqual(states.slice(0, 3), ["CONNECTING", "TRANSIENT_FAILURE", "IDLE"]);
  assert.match(subchannel.lastError?.message ?? "", /10\.0\.0\.1:50051: ECONNREFUSED/);
});

test("success resets the backoff; a lost connection goes to IDLE without one", async () => {
  const { subchannel, connector, clock } = setUp();
  subchannel.connect();
  await connector.last().fail();
  await clock.advance(1_000);
  subchannel.connect();
  const transport = await connector.last().succeed();
  assert.equal(subchannel.lastError, undefined);
  transport.lose("error");
  assert.equal(subchannel.state, "IDLE");
  assert.equal(subchannel.transport, undefined);
  subchannel.connect();
  await connector.last().fail();
  assert.equal(clock.nextInMs, 1_000);
});

test("an attempt that hangs is given up after the connect timeout, or the backoff if longer", async () => {
  const { subchannel, connector, clock, states } = setUp({ minConnectTimeoutMs: 1_500 });
  subchannel.connect();
  await clock.advance(1_499);
  assert.equal(subchannel.state, "CONNECTING");
  const first = connector.last();
  await clock.advance(1);
  assert.deepEqual(states.splice(0), ["CONNECTING", "TRANSIENT_FAILURE", "IDLE"]);
  assert.ok(first.signal.aborted);
  assert.match(
    subchannel.lastError?.message ?? "",
    /10\.0\.0\.1:50051: no response within 1500 ms/,
  );
  subchannel.connect();
  await clock.advance(1_599);
  assert.equal(subchannel.state, "CONNECTING", "the second wait, 1.6 s, is the longer one");
  await clock.advance(1);
  assert.deepEqual(states, ["CONNECTING", "TRANSIENT_FAILURE", "IDLE"]);
});

test("what comes after an attempt was given up is closed and not heard", async () => {
  const { subchannel, connector, states, transports, clock } = setUp();
  subchannel.connect();
  const late = connector.last();
  subchannel.shutdown();
  assert.ok(late.signal.aborted);
  await settled();
  assert.deepEqual(states, ["CONNECTING"]);
  assert.deepEqual(transports, []);

  let resolve: (transport: ClientTransport) => void = () => {};
  const deaf = new Subchannel(
    { kind: "unix", path: "/a" },
    {
      connector: () => new Promise((resolved) => (resolve = resolved)),
      backoff: backoffSettings(undefined),
      minConnectTimeoutMs: 1,
      scaling: new ConnectionScaling(undefined),
      clock,
      random: Math.random,
    },
    { onTransport: () => assert.fail("not taken"), onCapacity: () => {} },
  );
  deaf.connect();
  deaf.shutdown();
  const unwanted = new FakeTransport("late", {
    onClosed: () => {},
    onWaitingFor: () => {},
    onCapacity: () => {},
  });
  resolve(unwanted);
  await unwanted.closed;
  assert.ok(unwanted.gone);
});

test("a connection that breaks before it is handed over counts as a failure", async () => {
  const { subchannel, connector, states } = setUp();
  subchannel.connect();
  const connect = connector.last();
  const promise = connect.succeed();
  connect.transport?.lose("error");
  await promise;
  assert.deepEqual(states, ["CONNECTING", "TRANSIENT_FAILURE"]);
  assert.ok(connect.transport?.gone);
});

test("GOAWAY: IDLE at once, while streams on the old connection go on", async () => {
  const { subchannel, connector } = setUp();
  subchannel.connect();
  const old = await connector.last().succeed();
  old.takeStream();
  old.lose("goaway");
  assert.equal(subchannel.state, "IDLE");
  subchannel.connect();
  const next = await connector.last().succeed();
  assert.equal(subchannel.transport, next);
  assert.equal(old.gone, false);
  old.endStream();
  assert.ok(old.gone);
  assert.equal(subchannel.state, "READY");
});

test("capacity is reported for the connection in use only", async () => {
  const { subchannel, connector, capacity } = setUp();
  subchannel.connect();
  const transport = await connector.last().succeed();
  transport.maxStreams = 1;
  transport.takeStream();
  assert.equal(subchannel.acceptsStreams, false);
  transport.endStream();
  assert.equal(capacity(), 1);
  transport.takeStream();
  subchannel.shutdown();
  transport.endStream();
  assert.equal(capacity(), 1);
});

test("resetBackoff ends a wait", async () => {
  const { subchannel, connector, clock } = setUp();
  subchannel.connect();
  await connector.last().fail();
  subchannel.resetBackoff();
  assert.equal(subchannel.state, "IDLE");
  assert.equal(clock.pending, 0);
});

test("a connector that throws at once is a failure like any other", async () => {
  const { states, clock } = setUp();
  const subchannel = new Subchannel(
    { kind: "tcp", host: "::1", port: 1 },
    {
      connector: () => {
        throw new TypeError("broken");
      },
      backoff: backoffSettings(undefined),
      minConnectTimeoutMs: 20_000,
      scaling: new ConnectionScaling(undefined),
      clock,
      random: Math.random,
    },
    { onTransport: () => {}, onCapacity: () => {} },
  );
  subchannel.watch({ onSubchannelState: (_, state) => states.push(state) });
  subchannel.connect();
  await settled();
  assert.deepEqual(states, ["CONNECTING", "TRANSIENT_FAILURE"]);
  assert.match(subchannel.lastError?.message ?? "", /\[::1\]:1: broken/);
  subchannel.shutdown();
  assert.equal(clock.pending, 0);
});

test("shutdown leaves no timer in any state", async () => {
  const failing = setUp();
  failing.subchannel.connect();
  failing.subchannel.shutdown();
  assert.equal(failing.clock.pending, 0);
  const waiting = setUp();
  waiting.subchannel.connect();
  await waiting.connector.last().fail();
  waiting.subchannel.shutdown();
  assert.equal(waiting.clock.pending, 0);
  waiting.subchannel.connect();
  assert.equal(waiting.subchannel.state, "SHUTDOWN");
});

import assert from "node:assert/strict";
import diagnosticsChannel from "node:diagnostics_channel";
import { it } from "node:test";
import { StatusError } from "@tramline/rpc";
import { builtInObservers, describeCall } from "./built-in-observers.ts";
import { debugTopics } from "./debug-topics.ts";

const notes = {
  side: "client",
  method: "/a.B/C",
  target: "dns:///a:1",
  peer: "127.0.0.1:1",
  startedAtMs: 1000,
  endedAtMs: 1002.25,
  error: undefined,
  attempts: 1,
  sentMessages: 1,
  sentBytes: 5,
  receivedMessages: 2,
  receivedBytes: 70,
} as const;

it("nobody observes unless asked", () => {
  assert.deepEqual(builtInObservers({}), []);
  assert.equal(builtInObservers({ TRAMLINE_DEBUG: "http2, call" }).length, 1);
});

it("subscribers of the diagnostics channels are found when they are there", () => {
  const subscriber = (): void => {};
  diagnosticsChannel.subscribe("tramline.call.start", subscriber);
  try {
    assert.equal(builtInObservers({}).length, 1);
  } finally {
    diagnosticsChannel.unsubscribe("tramline.call.start", subscriber);
  }
  assert.deepEqual(builtInObservers({}), []);
});

it("topics are separated by commas", () => {
  assert.deepEqual([...debugTopics({ TRAMLINE_DEBUG: "call, http2" })], ["call", "http2"]);
});

it("a topic that does not exist is one warning, which names those that do", (context) => {
  const written = context.mock.method(process.stderr, "write", () => true);
  debugTopics({ TRAMLINE_DEBUG: "calls,http2," });
  debugTopics({ TRAMLINE_DEBUG: "calls,http2," });
  assert.deepEqual(
    written.mock.calls.map((call) => call.arguments[0]),
    ['tramline: invalid TRAMLINE_DEBUG: expected topics among call, http2, got "calls"\n'],
  );
});

it("describes calls in words", () => {
  assert.equal(
    describeCall(notes),
    "tramline client: /a.B/C to 127.0.0.1:1: OK after 2.3 ms; sent 1 message of 5 bytes, received 2 messages of 70 bytes",
  );
  const failed = {
    ...notes,
    peer: undefined,
    attempts: 3,
    error: new StatusError("UNAVAILABLE", "no way"),
  };
  assert.equal(
    describeCall(failed),
    "tramline client: /a.B/C never sent: UNAVAILABLE: no way after 2.3 ms; sent 1 message of 5 bytes, received 2 messages of 70 bytes, 3 attempts",
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { LimitReporter, type ServerLimitEvent } from "./limit-reporter.ts";

const event = { limit: "maxConnections", action: "refused-connection", detail: "full" } as const;

function reporter() {
  const events: ServerLimitEvent[] = [];
  const clock = { nowMs: 0 };
  const limits = new LimitReporter(
    (one) => events.push(one),
    () => clock.nowMs,
  );
  return { events, clock, limits };
}

test("a limit is reported once in a second for each host, with how often it was reached", () => {
  const { events, clock, limits } = reporter();
  for (let port = 1; port <= 5; port++) limits.report(event, `10.0.0.7:${port}`);
  limits.report(event, "[::1]:9");
  clock.nowMs = 1000;
  limits.report(event, "10.0.0.7:6");
  assert.deepEqual(
    events.map(({ peer, count }) => [peer, count]),
    [
      ["10.0.0.7:1", 1],
      ["[::1]:9", 1],
      ["10.0.0.7:6", 5],
    ],
  );
});

test("any number of hosts is remembered in bounded memory", () => {
  const { events, limits } = reporter();
  for (let i = 0; i < 5000; i++) limits.report(event, `10.0.${i >> 8}.${i & 255}:1`);
  assert.equal(events.length, 5000);
  // The first is forgotten, and so reported again within the second.
  limits.report(event, "10.0.0.0:1");
  assert.equal(events.length, 5001);
});

test("a listener that throws harms nobody, and without one nothing is kept", () => {
  const throwing = new LimitReporter(
    () => {
      throw new Error("no");
    },
    () => 0,
  );
  throwing.report(event, "unix:");
  new LimitReporter(undefined, () => 0).report(event, "unix:");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attack } from "../attacks/attack.ts";
import { attacks } from "../attacks/catalog.ts";
import type { Figures } from "./measure.ts";
import { leastRatio, shortcomings } from "./verdict.ts";

const attack: Attack = { name: "ping", sends: "PING", create: () => ({ write() {} }) };
const held: Figures = {
  attack: "ping",
  server: "tramline",
  from: "same address",
  connections: 4,
  undisturbedCallsPerSecond: 1000,
  callsPerSecond: 400,
  undisturbedNewConnectionsPerSecond: 20,
  newConnectionsPerSecond: 10,
  longestMs: 12,
  failures: {},
  memoryGrowthBytes: 1024,
  serverCpuShare: 0.5,
  attackerCpuShare: 0.5,
  honestCpuShare: 0.5,
  othersCpuShare: 0,
  attackBytesPerSecond: 1e6,
  attackFramesPerSecond: 1e5,
  freeBytesPerSecond: 1e8,
  receivedBytesPerSecond: 0,
  connects: 5,
  cuts: 1,
  refusals: 0,
  mostOpen: 4,
  limits: { controlFrameBurst: 3 },
  goaways: {},
  resets: {},
  notes: {},
  errors: 0,
  handlers: 0,
  servesAfter: true,
};
const free = { cuts: 0, limits: {}, attackBytesPerSecond: 9e7 };

test("four connections of an attacker leave the honest ones a quarter of the rate at least", () => {
  assert.equal(leastRatio(4), 0.25);
  assert.equal(leastRatio(10_000), 0.25);
});

test("a row passes when all holds", () => {
  assert.deepEqual(shortcomings(attack, held), []);
});

const failing: readonly [string, Partial<Figures>, RegExp][] = [
  ["a slow server", { callsPerSecond: 200 }, /old connections: expected at least 25 %/],
  ["new clients locked out", { newConnectionsPerSecond: 1 }, /new connections: expected/],
  ["a failed call", { failures: { "old connection: UNAVAILABLE": 2 } }, /2 honest calls failed/],
  ["memory", { memoryGrowthBytes: 65 * 1024 * 1024 }, /under 64 MiB more, got 65/],
  ["a server that ended", { serverEnd: "SIGABRT" }, /ended: SIGABRT/],
  ["a server that hangs", { servesAfter: false }, /does not serve/],
  ["an attacker that goes on", free, /neither cut nor throttled/],
  ["a limit without a name", { limits: {} }, /no limit is named/],
];
for (const [what, change, message] of failing) {
  test(`a row fails for ${what}`, () => {
    assert.match(shortcomings(attack, { ...held, ...change }).join("; "), message);
  });
}

test("an accident must not cost the connection", () => {
  const accident = { ...attack, mustSurvive: true };
  assert.match(shortcomings(accident, held).join("; "), /1 connections were cut/);
  assert.deepEqual(shortcomings(accident, { ...held, ...free }), []);
});

test("failed handshakes must be reported, and handlers be bounded", () => {
  const heard = { ...attack, mustBeReported: true, mostHandlers: 10 };
  const figures = { ...held, handlers: 11 };
  assert.match(shortcomings(heard, figures).join("; "), /no error was reported; .*10, got 11/);
  assert.deepEqual(shortcomings(heard, { ...held, errors: 1, handlers: 10 }), []);
});

test("attacks have names of their own", () => {
  assert.equal(new Set(attacks.map(({ name }) => name)).size, attacks.length);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type EvictableConnection, IdleEviction } from "./idle-eviction.ts";

function server(maxConnections: number) {
  const connections = new Set<Fake>();
  class Fake implements EvictableConnection {
    openStreams = 0;
    hadCall = false;
    acceptedAtMs = 0;

    evict(): void {
      connections.delete(this);
    }
  }
  const eviction = new IdleEviction<Fake>(connections, maxConnections, () => 5000);
  const add = (change: Partial<Fake> = {}) => {
    const one = Object.assign(new Fake(), change);
    connections.add(one);
    eviction.onAdded(one);
    return one;
  };
  return { connections, add };
}

test("idle connections make room for new ones before the server is full", () => {
  const { connections, add } = server(1600);
  for (let i = 0; i < 5000; i++) add();
  assert.equal(connections.size, 1500);
  const honest = add();
  assert.equal(connections.has(honest), true);
});

test("a connection with a stream is never closed, one with an earlier call only for want of others", () => {
  const { connections, add } = server(16);
  const busy = Array.from({ length: 5 }, () => add({ openStreams: 1, hadCall: true }));
  const used = Array.from({ length: 5 }, () => add({ hadCall: true }));
  for (let i = 0; i < 50; i++) add();
  assert.deepEqual(
    [...busy, ...used].map((one) => connections.has(one)),
    Array.from({ length: 10 }, () => true),
  );
  for (let i = 0; i < 50; i++) add({ openStreams: 1 });
  assert.equal(
    busy.every((one) => connections.has(one)),
    true,
  );
  assert.equal(
    used.some((one) => connections.has(one)),
    false,
  );
});

test("a connection that has just been accepted has time for its first call", () => {
  const { connections, add } = server(160);
  for (let i = 0; i < 100; i++) add();
  const young = Array.from({ length: 50 }, () => add({ acceptedAtMs: 4500 }));
  for (let i = 0; i < 90; i++) add({ acceptedAtMs: 4500 });
  assert.ok(young.every((one) => connections.has(one)));
  const older = Array.from({ length: 50 }, () => add({ acceptedAtMs: 3500 }));
  for (let i = 0; i < 40; i++) add({ acceptedAtMs: 4500 });
  assert.ok(older.some((one) => !connections.has(one)));
});

test("when all have just been accepted, the oldest makes room before the server is full", () => {
  const { connections, add } = server(1600);
  const first = add({ acceptedAtMs: 4500 });
  for (let i = 0; i < 5000; i++) {
    const one = add({ acceptedAtMs: 4500 });
    assert.ok(connections.has(one));
  }
  assert.ok(!connections.has(first));
  assert.equal(connections.size, 1550);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type EvictableConnection, IdleEviction } from "./idle-eviction.ts";

function server(maxConnections: number) {
  const connections = new Set<Fake>();
  class Fake implements EvictableConnection {
    openStreams = 0;
    hadCall = false;

    evict(): void {
      connections.delete(this);
    }
  }
  const eviction = new IdleEviction<Fake>(connections, maxConnections);
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

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionRing } from "./connections-by-address.ts";
import { type EvictableConnection, IdleEviction } from "./idle-eviction.ts";

function server(maxConnections: number) {
  const connections = new ConnectionRing<Fake>();
  let nowMs = 5000;
  class Fake implements EvictableConnection {
    openStreams = 0;
    hadCall = false;
    acceptedAtMs = 0;
    account: object = this;
    transferredBytes = 0;

    evict(): void {
      connections.delete(this);
      eviction.onRemoved(this);
    }
  }
  const eviction = new IdleEviction<Fake>(connections, maxConnections, () => nowMs);
  const add = (change: Partial<Fake> = {}) => {
    const one = Object.assign(new Fake(), change);
    connections.add(one);
    eviction.onAdded(one);
    return one;
  };
  const has = (one: Fake) => [...connections].includes(one);
  /** Another address needs a place: returns whether one has been made. */
  const makeRoom = (account: object = {}) => {
    const found = eviction.findForOther(account);
    found?.connection.evict();
    return found !== undefined;
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { connections, add, has, makeRoom, pass };
}

test("idle connections make room for new ones before the server is full", () => {
  const { connections, add, has } = server(1600);
  for (let i = 0; i < 5000; i++) add();
  assert.equal(connections.size, 1500);
  const honest = add();
  assert.equal(has(honest), true);
});

test("a connection with a stream is never closed, one with an earlier call only for want of others", () => {
  const { add, has } = server(16);
  const busy = Array.from({ length: 5 }, () => add({ openStreams: 1, hadCall: true }));
  const used = Array.from({ length: 5 }, () => add({ hadCall: true }));
  for (let i = 0; i < 50; i++) add();
  assert.deepEqual(
    [...busy, ...used].map((one) => has(one)),
    Array.from({ length: 10 }, () => true),
  );
  for (let i = 0; i < 50; i++) add({ openStreams: 1 });
  assert.equal(
    busy.every((one) => has(one)),
    true,
  );
  assert.equal(
    used.some((one) => has(one)),
    false,
  );
});

test("a connection that has just been accepted has time for its first call", () => {
  const { add, has } = server(160);
  for (let i = 0; i < 100; i++) add();
  const young = Array.from({ length: 50 }, () => add({ acceptedAtMs: 4500 }));
  for (let i = 0; i < 90; i++) add({ acceptedAtMs: 4500 });
  assert.ok(young.every((one) => has(one)));
  const older = Array.from({ length: 50 }, () => add({ acceptedAtMs: 3500 }));
  for (let i = 0; i < 40; i++) add({ acceptedAtMs: 4500 });
  assert.ok(older.some((one) => !has(one)));
});

test("when all have just been accepted, the oldest makes room before the server is full", () => {
  const { connections, add, has } = server(1600);
  const first = add({ acceptedAtMs: 4500 });
  for (let i = 0; i < 5000; i++) {
    const one = add({ acceptedAtMs: 4500 });
    assert.ok(has(one));
  }
  assert.ok(!has(first));
  assert.equal(connections.size, 1550);
});

test("idle connections of an address with few are left alone; that with most makes room", () => {
  const { add, has } = server(160);
  const few = [{}, {}].flatMap((account) => [
    add({ account, hadCall: true }),
    add({ account, hadCall: true }),
  ]);
  const account = {};
  const first = add({ account, hadCall: true });
  for (let i = 0; i < 160; i++) add({ account, openStreams: 1 });
  assert.ok(few.every(has));
  assert.ok(!has(first));
});

test("an address with most connections gives up those that carry nothing, for another address", () => {
  const { connections, add, has, makeRoom, pass } = server(160);
  const honest = add({ hadCall: true });
  const accounts = Array.from({ length: 3 }, () => ({}));
  const carrying = add({ account: accounts[0] as object, openStreams: 1 });
  for (let i = 0; i < 158; i++) {
    add({ account: accounts[Math.max(i % 5, 2) - 2] as object, openStreams: 1 });
  }
  const [largest] = accounts;
  assert.ok(largest !== undefined);
  assert.equal(makeRoom(), true, "more than half are of one address");
  assert.equal(makeRoom(largest), false, "the address itself");
  const before = connections.size;
  while (makeRoom()) continue;
  assert.ok(connections.size < before && connections.size > 120, `${connections.size}`);
  pass(1000);
  carrying.transferredBytes += 1;
  for (let i = 0; i < 20; i++) assert.equal(makeRoom(), true);
  assert.ok(has(carrying) && has(honest));
});

test("no connection of an address gives way while all carry something and it has no majority", () => {
  const { connections, add, makeRoom, pass } = server(160);
  for (const account of [{}, {}, {}, {}]) {
    for (let i = 0; i < 40; i++) add({ account, openStreams: 1 });
  }
  for (let i = 0; i < 10; i++) {
    assert.equal(makeRoom(), false);
    pass(500);
    for (const one of connections) one.transferredBytes += 1;
  }
  assert.equal(connections.size, 160);
});

for (const maxConnections of [2, 3, 4, 6, 10, 20]) {
  test(`of ${maxConnections} places, none is kept by an address that hoards them with open streams`, () => {
    const { connections, add, has, makeRoom, pass } = server(maxConnections);
    const account = {};
    const honest = maxConnections === 2 ? undefined : add({ hadCall: true, openStreams: 1 });
    while (connections.size < maxConnections) add({ account, openStreams: 1 });
    makeRoom();
    for (let newcomers = 0; newcomers < 2; newcomers++) {
      if (connections.size === maxConnections) {
        pass(1000);
        if (honest !== undefined) honest.transferredBytes += 1;
        const hoards = [...connections].filter((one) => one.account === account).length;
        if (hoards < 2) break;
        assert.equal(makeRoom(), true, `newcomer ${newcomers}`);
      }
      add({ openStreams: 1, hadCall: true });
    }
    assert.ok(honest === undefined || has(honest));
  });
}

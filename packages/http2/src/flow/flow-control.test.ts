import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Stream } from "../stream/stream.ts";
import type { Timers } from "../timers.ts";
import { ByteBudget } from "./byte-budget.ts";
import { KIB, MIB, Side } from "./flow-control.test.support.ts";

/** Timers that fire when the test says so. */
class ManualTimers implements Timers {
  private callbacks: (() => void)[] = [];

  schedule(callback: () => void): { cancel(): void } {
    this.callbacks.push(callback);
    return { cancel() {} };
  }

  fire(): void {
    for (const callback of this.callbacks.splice(0)) callback();
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

describe("held bytes", () => {
  test("add up after any sequence of events, and are all given back", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seeded(seed);
      const budget = new ByteBudget(2 * MIB);
      const sides = [1, 2, 3].map(() => new Side(budget, MIB));
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      for (let step = 0; step < 3000; step++) {
        const side = pick(sides);
        if (side.streams.length < 3) side.open();
        const stream = pick(side.streams);
        const bytes = Math.floor(random() * 40_000);
        switch (Math.floor(random() * 7)) {
          case 0:
          case 1:
            if (side.flow.fitsStream(stream, bytes)) side.receive(stream, bytes);
            break;
          case 2:
            side.flow.credit(stream, bytes);
            break;
          case 3:
            side.flow.expect(stream, bytes * 10);
            break;
          case 4:
            side.flow.queue(stream, bytes);
            side.flow.relieve();
            break;
          case 5:
            side.flow.unqueue(stream, Math.min(bytes, stream.queuedBytes));
            break;
          default:
            if (random() < 0.3) side.end(stream);
        }
        const held = sides.map(({ streams }) =>
          sum(streams.map((one) => one.heldBytes + one.queuedBytes)),
        );
        assert.deepEqual(
          sides.map(({ flow }) => flow.share.heldBytes),
          held,
        );
        assert.equal(budget.heldBytes, sum(held));
        const reserved = sides.map(({ streams }) =>
          sum(streams.map(({ largeMessage: one }) => (one?.isReserved ? one.bytesToCome : 0))),
        );
        assert.equal(budget.reservedBytes, sum(reserved), `seed ${seed}, step ${step}`);
        assert.ok(budget.heldBytes <= 2 * MIB, `${budget.heldBytes} bytes are held`);
      }
      for (const side of sides) {
        for (const stream of [...side.streams]) side.end(stream);
        side.flow.leaveBudget();
      }
      const left = [budget.heldBytes, budget.reservedBytes, budget.reservations];
      assert.deepEqual(left, [0, 0, 0]);
    }
  });

  test("are not counted any more once the connection is over", () => {
    const account = { heldBytes: 0 };
    const budget = new ByteBudget(MIB);
    const side = new Side(budget, MIB, false, account);
    const stream = side.open();
    side.receive(stream, 1000);
    side.flow.share.queue(500);
    side.flow.leaveBudget();
    // The last frames are still to be written, and may get lost with the socket.
    side.flow.share.queue(300);
    side.end(stream);
    assert.deepEqual([budget.heldBytes, account.heldBytes, side.flow.share.heldBytes], [0, 0, 0]);
    side.flow.share.unqueue(300);
    assert.deepEqual([budget.heldBytes, account.heldBytes, side.flow.share.heldBytes], [0, 0, 0]);
  });

  test("of a stream that has ended are not given back twice", () => {
    const side = new Side(undefined);
    const stream = side.open();
    side.receive(stream, 1000);
    side.end(stream);
    side.flow.credit(stream, 1000);
    assert.equal(side.flow.share.heldBytes, 0);
  });

  test("beyond the budget cut the newest stream of the connection that holds most", () => {
    const budget = new ByteBudget(150 * KIB);
    const [most, least] = [new Side(budget), new Side(budget)];
    const [old, young] = [most.open(), most.open()];
    const modest = least.open();
    most.receive(old, 60 * KIB);
    most.receive(young, 50 * KIB);
    least.receive(modest, 40 * KIB);
    assert.equal(budget.heldBytes, 150 * KIB);
    least.receive(modest, 1);
    assert.deepEqual(most.streams, [old]);
    assert.deepEqual(least.streams, [modest]);
    assert.equal(budget.heldBytes, 100 * KIB + 1);
  });

  test("are cut of the address for which most is held, not of the largest connection", () => {
    const budget = new ByteBudget(MIB);
    const [crowd, other] = [{ heldBytes: 0 }, { heldBytes: 0 }];
    const honest = new Side(budget, MIB, false, other);
    const upload = honest.open();
    honest.receive(upload, 60 * KIB);
    const second = honest.open();
    honest.receive(second, 60 * KIB);
    for (let i = 0; i < 40; i++) {
      const side = new Side(budget, MIB, false, crowd);
      side.receive(side.open(), 50 * KIB);
    }
    assert.deepEqual(honest.streams, [upload, second]);
    assert.ok(!budget.isExceeded, `${budget.heldBytes} bytes are held`);
    assert.equal(other.heldBytes, 120 * KIB);
    assert.equal(crowd.heldBytes, budget.heldBytes - 120 * KIB);
  });

  test("of a large message with a reservation do not keep others from being cut", () => {
    const timers = new ManualTimers();
    const budget = new ByteBudget(8 * MIB, timers);
    const shield = new Side(budget);
    const large = shield.open();
    shield.flow.expect(large, 4 * MIB);
    for (let sent = 0; sent < 3 * MIB; sent += 60 * KIB) shield.receive(large, 60 * KIB);
    assert.equal(large.largeMessage?.isReserved, true);
    const small = Array.from({ length: 200 }, () => new Side(budget));
    for (const side of small) side.receive(side.open(), 60 * KIB);
    assert.ok(!budget.isExceeded, `${budget.heldBytes} bytes are held`);
    assert.deepEqual(shield.streams, [large]);
    // A message that stands still is cut as others are.
    timers.fire();
    timers.fire();
    assert.equal(large.largeMessage?.isReserved, false);
    for (const side of small) {
      if (side.streams.length === 0) side.receive(side.open(), 60 * KIB);
    }
    assert.deepEqual(shield.streams, []);
  });

  test("near the budget leave a connection only a small window", () => {
    const side = new Side(undefined, MIB);
    for (let i = 0; i < 16; i++) side.receive(side.open(), 60 * KIB);
    // Some 3 MiB of the first window are left. They are used up by what is consumed at once.
    const quick = side.open();
    for (let i = 0; i < 51; i++) {
      side.receive(quick, 60 * KIB);
      side.flow.credit(quick, 60 * KIB);
    }
    const before = side.updates.length;
    const granted = side.updates.filter((update) => update.startsWith("0 "));
    assert.deepEqual(granted, [], "credit is withheld");
    for (let i = 0; i < 10; i++) {
      side.receive(quick, 30 * KIB);
      side.flow.credit(quick, 30 * KIB);
    }
    const little = side.updates.slice(before).filter((update) => update.startsWith("0 "));
    assert.ok(little.length > 0, "a small window is kept open");
    for (const update of little) assert.ok(Number(update.split(" ")[1]) <= 64 * KIB, update);
    // Room again: the window opens without a frame from the peer.
    for (const stream of side.streams.filter((one) => one !== quick)) {
      side.flow.credit(stream, 60 * KIB);
    }
    const last = side.updates.findLast((update) => update.startsWith("0 "));
    assert.ok(Number(last?.split(" ")[1]) > 256 * KIB, `${last}`);
  });
});

describe("messages larger than the window", () => {
  test("are let in at once while there is room, then one after another", () => {
    const side = new Side(undefined, 14 * MIB);
    const streams = Array.from({ length: 4 }, () => side.open());
    for (const stream of streams) side.flow.expect(stream, 4 * MIB);
    assert.deepEqual(
      streams.map((stream) => side.updatesOf(stream).length),
      [1, 1, 0, 0],
    );
    // The first arrives and is consumed: the third has its turn.
    const [first, , third, fourth] = streams as [Stream, Stream, Stream, Stream];
    for (let left = 4 * MIB; left > 0; left -= 64 * KIB) side.receive(first, 64 * KIB);
    assert.equal(side.updatesOf(third).length, 0);
    side.flow.credit(first, 4 * MIB);
    assert.deepEqual([side.updatesOf(third).length, side.updatesOf(fourth).length], [1, 0]);
    // The second ends without having sent a byte.
    side.end(streams[1] as Stream);
    assert.equal(side.updatesOf(fourth).length, 1);
  });

  test("of many connections take turns, and some message always is under way", () => {
    const budget = new ByteBudget(12 * MIB);
    const sides = Array.from({ length: 10 }, () => new Side(budget));
    const waiting = sides.flatMap((side) =>
      Array.from({ length: 10 }, () => ({ side, stream: side.open() })),
    );
    for (const { side, stream } of waiting) side.receive(stream, 64 * KIB);
    for (const { side, stream } of waiting) side.flow.expect(stream, 3 * MIB);
    let done = 0;
    while (waiting.length > 0) {
      const at = waiting.findIndex(({ side, stream }) => side.flow.fitsStream(stream, 64 * KIB));
      assert.ok(at >= 0, `after ${done} messages none is let in`);
      const [{ side, stream }] = waiting.splice(at, 1) as [{ side: Side; stream: Stream }];
      for (let left = 3 * MIB; left > 0; left -= 64 * KIB) side.receive(stream, 64 * KIB);
      assert.ok(budget.heldBytes <= 12 * MIB);
      side.flow.credit(stream, stream.heldBytes);
      side.end(stream);
      done += 1;
    }
    assert.equal(done, 100);
    assert.equal(budget.heldBytes, 0);
  });

  test("that stand still hold nobody back", () => {
    const timers = new ManualTimers();
    const budget = new ByteBudget(16 * MIB, timers);
    const [stalled, honest] = [new Side(budget), new Side(budget)];
    for (let i = 0; i < 4; i++) stalled.flow.expect(stalled.open(), 4 * MIB);
    const stream = honest.open();
    honest.flow.expect(stream, 4 * MIB);
    assert.deepEqual(honest.updatesOf(stream), []);
    // The first look is too early to judge, at the second the reservations of the first two go.
    timers.fire();
    assert.deepEqual(honest.updatesOf(stream), []);
    timers.fire();
    assert.equal(honest.updatesOf(stream).length, 1);
  });

  test("that drip in keep no room from others, and their senders get one at a time", () => {
    const timers = new ManualTimers();
    const budget = new ByteBudget(16 * MIB, timers);
    const [dripping, honest] = [new Side(budget), new Side(budget)];
    const drips = [1, 2, 3, 4].map(() => dripping.open());
    for (const stream of drips) dripping.flow.expect(stream, 4 * MIB);
    const stream = honest.open();
    honest.flow.expect(stream, 4 * MIB);
    for (let look = 0; look < 2; look++) {
      for (const one of drips.slice(0, 2)) dripping.receive(one, 5000);
      timers.fire();
    }
    assert.deepEqual(dripping.slow, [4 * MIB - 10_000, 4 * MIB - 10_000]);
    assert.equal(honest.updatesOf(stream).length, 1);
    // Of the two that wait one has been let in.
    const admitted = drips.filter((one) => one.largeMessage?.isReserved === true);
    assert.equal(admitted.length, 1);
    // A message at a good pace keeps its room.
    honest.receive(stream, MIB);
    timers.fire();
    honest.receive(stream, MIB);
    timers.fire();
    assert.deepEqual(honest.slow, []);
    assert.equal(stream.largeMessage?.isReserved, true);
  });

  test("raise a budget that is smaller", () => {
    const side = new Side(new ByteBudget(MIB), MIB);
    const stream = side.open();
    side.flow.expect(stream, 20 * MIB);
    assert.deepEqual(side.updatesOf(stream), [`${stream.id} ${20 * MIB - 64 * KIB}`]);
    for (let left = 20 * MIB; left > 0; left -= 64 * KIB) side.receive(stream, 64 * KIB);
    assert.deepEqual(side.streams, [stream]);
  });
});

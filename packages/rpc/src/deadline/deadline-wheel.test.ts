import assert from "node:assert/strict";
import { test } from "node:test";
import type { TimerHost } from "./clock.ts";
import { DeadlineEntry } from "./deadline-entry.ts";
import { DeadlineWheel } from "./deadline-wheel.ts";

/** A clock that stands until it is moved, with timers that come as late as they please. */
class FakeHost implements TimerHost {
  time = 1234.56;
  armedCount = 0;
  private timer: { at: number; callback: () => void } | undefined;

  now(): number {
    return this.time;
  }
  setTimeout(callback: () => void, delayMs: number): unknown {
    assert.equal(this.timer, undefined, "one timer at a time");
    assert.ok(delayMs >= 1 && delayMs <= 65_536 && Number.isInteger(delayMs), `delay ${delayMs}`);
    this.armedCount++;
    this.timer = { at: this.time + delayMs, callback };
    return this.timer;
  }
  clearTimeout(timer: unknown): void {
    assert.equal(timer, this.timer);
    this.timer = undefined;
  }
  /** Moves time on, firing timers at their time plus a delay. */
  run(ms: number, lateMs = 0): void {
    const end = this.time + ms;
    while (this.timer !== undefined && this.timer.at + lateMs <= end) {
      const { at, callback } = this.timer;
      this.time = Math.max(this.time, at + lateMs);
      this.timer = undefined;
      callback();
    }
    this.time = end;
  }
}

class Entry extends DeadlineEntry {
  expiredAt: number[] = [];
  private readonly host: FakeHost;
  private readonly onExpire: (() => void) | undefined;
  constructor(host: FakeHost, onExpire?: () => void) {
    super();
    this.host = host;
    this.onExpire = onExpire;
  }
  override expire(): void {
    this.expiredAt.push(this.host.time);
    this.onExpire?.();
  }
}

function setUp() {
  const host = new FakeHost();
  return { host, wheel: new DeadlineWheel(host), start: host.time };
}

test("an entry expires once, on time, whatever its distance", () => {
  const day = 86_400_000;
  for (const distance of [
    0.2,
    1,
    63,
    64,
    65,
    4095,
    4096,
    5000.7,
    262_143,
    262_144,
    16_777_216,
    day,
    13 * day,
    40 * day,
  ]) {
    const { host, wheel, start } = setUp();
    const entry = new Entry(host);
    wheel.add(entry, start + distance);
    assert.equal(wheel.size, 1);
    assert.equal(wheel.armed, true);
    host.run(distance + 70_000);
    assert.equal(entry.expiredAt.length, 1, `${distance}`);
    const late = entry.expiredAt[0]! - (start + distance);
    assert.ok(late >= 0 && late <= 2, `${distance} ms: ${late} late`);
    assert.equal(wheel.size, 0);
    assert.equal(wheel.armed, false);
    assert.equal(wheel.has(entry), false);
  }
});

test("a removed entry does not expire and leaves no timer after its lap", () => {
  const { host, wheel, start } = setUp();
  const entry = new Entry(host);
  wheel.add(entry, start + 5000);
  assert.equal(wheel.has(entry), true);
  wheel.remove(entry);
  wheel.remove(entry);
  assert.equal(wheel.size, 0);
  host.run(65_536);
  assert.equal(wheel.armed, false);
  assert.deepEqual(entry.expiredAt, []);
});

test("disarmIfEmpty clears the timer at once, but not while something waits", () => {
  const { host, wheel, start } = setUp();
  const entry = new Entry(host);
  wheel.add(entry, start + 5000);
  wheel.disarmIfEmpty();
  assert.equal(wheel.armed, true);
  wheel.remove(entry);
  wheel.disarmIfEmpty();
  assert.equal(wheel.armed, false);
  // And the wheel goes on from there, after a long rest too.
  host.run(1e9);
  wheel.add(entry, host.time + 10);
  host.run(12);
  assert.equal(entry.expiredAt.length, 1);
});

test("an entry added again is moved", () => {
  const { host, wheel, start } = setUp();
  const entry = new Entry(host);
  wheel.add(entry, start + 100);
  wheel.add(entry, start + 50);
  wheel.add(entry, start + 9000);
  assert.equal(wheel.size, 1);
  host.run(8999);
  assert.deepEqual(entry.expiredAt, []);
  host.run(5);
  assert.equal(entry.expiredAt.length, 1);
});

test("the past expires in a later turn, Infinity never", () => {
  const { host, wheel, start } = setUp();
  const past = new Entry(host);
  const never = new Entry(host);
  wheel.add(never, Infinity);
  assert.equal(wheel.size, 0);
  assert.equal(wheel.armed, false);
  wheel.add(past, start - 1e9);
  assert.deepEqual(past.expiredAt, []);
  host.run(2);
  assert.equal(past.expiredAt.length, 1);
});

test("an entry that adds itself again with a past time comes once a turn", () => {
  const { host, wheel, start } = setUp();
  const entry: Entry = new Entry(host, () => wheel.add(entry, 0));
  wheel.add(entry, start + 10);
  host.run(500, 400);
  assert.equal(entry.expiredAt.length, 1);
});

test("an entry may remove and add others while expiring", () => {
  const { host, wheel, start } = setUp();
  const neighbour = new Entry(host);
  const later = new Entry(host);
  const first = new Entry(host, () => {
    wheel.remove(neighbour);
    wheel.add(later, host.time + 20);
  });
  wheel.add(first, start + 10);
  wheel.add(neighbour, start + 10);
  host.run(15);
  assert.equal(first.expiredAt.length, 1);
  assert.deepEqual(neighbour.expiredAt, []);
  host.run(20);
  assert.equal(later.expiredAt.length, 1);
  assert.equal(wheel.armed, false);
});

test("an entry that throws does not stop the others", () => {
  const { host, wheel, start } = setUp();
  const failing = new Entry(host, () => {
    throw new Error("boom");
  });
  const other = new Entry(host);
  wheel.add(failing, start + 10);
  wheel.add(other, start + 10);
  assert.throws(() => host.run(20), /boom/);
  host.run(20);
  assert.equal(other.expiredAt.length, 1);
});

test("a long stall of the event loop expires all that is due, in order", () => {
  const { host, wheel, start } = setUp();
  const order: number[] = [];
  for (const distance of [5000, 3, 70, 300, 4200]) {
    wheel.add(new Entry(host, () => order.push(distance)), start + distance);
  }
  host.run(20_000, 10_000);
  assert.deepEqual(order, [3, 70, 300, 4200, 5000]);
});

test("under load the timer is hardly touched", () => {
  const { host, wheel } = setUp();
  const entries = Array.from({ length: 100 }, () => new Entry(host));
  for (let i = 0; i < 20_000; i++) {
    const entry = entries[i % 100]!;
    wheel.remove(entry);
    wheel.add(entry, host.time + 5000);
    if (i % 2 === 0) host.run(1);
  }
  assert.ok(host.armedCount < 200, `${host.armedCount} timers in ten seconds`);
  for (const entry of entries) assert.deepEqual(entry.expiredAt, []);
});

test("many random entries, added and removed, past the 32-bit range", () => {
  const { host, wheel } = setUp();
  let seed = 42;
  const random = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed / 0x80000000;
  };
  const waiting = new Map<Entry, number>();
  for (let round = 0; round < 400; round++) {
    if (round === 200) host.run(2 ** 32 - 3_000_000);
    for (let i = 0; i < 10; i++) {
      const entry = new Entry(host);
      const at = host.time + random() ** 4 * 400_000;
      wheel.add(entry, at);
      waiting.set(entry, at);
    }
    for (const entry of waiting.keys()) {
      if (random() < 0.1) {
        wheel.remove(entry);
        waiting.delete(entry);
      }
    }
    host.run(random() * 9000, random() * 3);
    for (const [entry, at] of waiting) {
      if (entry.expiredAt.length > 0) {
        const late = entry.expiredAt[0]! - at;
        assert.ok(late >= 0 && late < 8, `${late} ms late`);
        assert.equal(entry.expiredAt.length, 1);
        waiting.delete(entry);
      } else {
        assert.ok(at > host.time - 8, "overdue");
      }
    }
    assert.equal(wheel.size, waiting.size);
  }
});

test("with the platform's timers: never early, and the process may end", async () => {
  const wheel = new DeadlineWheel();
  const at = performance.now() + 20;
  const expired = await new Promise<number>((resolve) => {
    class Real extends DeadlineEntry {
      override expire(): void {
        clearTimeout(keepAlive);
        resolve(performance.now());
      }
    }
    const keepAlive = setTimeout(() => resolve(-1), 60_000);
    wheel.add(new Real(), at);
  });
  assert.ok(expired >= at, `${at - expired} ms early`);
  assert.equal(wheel.armed, false);
});

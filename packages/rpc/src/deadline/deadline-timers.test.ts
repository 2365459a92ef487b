import assert from "node:assert/strict";
import { test } from "node:test";
import type { TimerHost } from "./clock.ts";
import { DeadlineEntry } from "./deadline-entry.ts";
import { DeadlineTimers } from "./deadline-timers.ts";

/** Time that is moved by hand, with timers that come up to `earlyMs` too early. */
class FakeHost implements TimerHost {
  time = 1234.56;
  earlyMs = 0;
  readonly timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  private last = 0;

  now(): number {
    return this.time;
  }
  setTimeout(callback: () => void, delayMs: number): unknown {
    assert.ok(delayMs >= 1 && delayMs <= 65_536 && Number.isInteger(delayMs), `delay ${delayMs}`);
    this.timers.set(++this.last, { at: this.time + delayMs - this.earlyMs, callback });
    return this.last;
  }
  clearTimeout(timer: unknown): void {
    this.timers.delete(timer as number);
  }
  run(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end);
      const [first] = due.sort(([, a], [, b]) => a.at - b.at);
      if (first === undefined) break;
      this.timers.delete(first[0]);
      this.time = Math.max(this.time, first[1].at);
      first[1].callback();
    }
    this.time = end;
  }
}

class Entry extends DeadlineEntry {
  readonly expiredAt: number[] = [];
  private readonly host: FakeHost;
  constructor(host: FakeHost) {
    super();
    this.host = host;
  }
  override expire(): void {
    this.expiredAt.push(this.host.time);
  }
}

test("an entry expires once and not early, whatever its distance and its timer", () => {
  for (const earlyMs of [0, 0.7]) {
    for (const ms of [-5, 0, 0.4, 1, 20.5, 65_536, 65_537, 10_000_000]) {
      const host = new FakeHost();
      host.earlyMs = earlyMs;
      const deadlines = new DeadlineTimers(host);
      const entry = new Entry(host);
      const start = host.time;
      const at = start + ms;
      deadlines.add(entry, at);
      assert.equal(deadlines.size, 1);
      assert.deepEqual(entry.expiredAt, [], "in a later turn");
      host.run(Math.max(ms, 0) + 3);
      assert.equal(entry.expiredAt.length, 1, `${ms} ms`);
      const [expiredAt = 0] = entry.expiredAt;
      assert.ok(expiredAt >= at && expiredAt <= Math.max(at, start) + 2, `${expiredAt - at}`);
      host.run(100_000);
      assert.equal(entry.expiredAt.length, 1);
      assert.equal(deadlines.size, 0);
    }
  }
});

test("what is removed or moved leaves no timer behind", () => {
  const host = new FakeHost();
  const deadlines = new DeadlineTimers(host);
  const entry = new Entry(host);
  deadlines.remove(entry);
  deadlines.add(entry, host.time + 10);
  deadlines.add(entry, host.time + 100);
  assert.equal(host.timers.size, 1);
  host.run(50);
  assert.deepEqual(entry.expiredAt, []);
  deadlines.remove(entry);
  assert.equal(host.timers.size, 0);
  deadlines.add(entry, host.time + 5);
  deadlines.add(entry, Infinity);
  assert.deepEqual([host.timers.size, deadlines.size], [0, 0]);
  deadlines.disarmIfEmpty();
});

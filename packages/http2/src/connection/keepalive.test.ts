import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError } from "../errors.ts";
import type { Timers } from "../timers.ts";
import { Keepalive, type KeepaliveLink } from "./keepalive.ts";
import { PingPolicy } from "./ping-policy.ts";

/** Time that passes when the test says so. */
class Clock implements Timers {
  private now = 0;
  private timers: { at: number; callback: () => void }[] = [];

  nowMs(): number {
    return this.now;
  }

  schedule(callback: () => void, delayMs: number) {
    const timer = { at: this.now + delayMs, callback };
    this.timers.push(timer);
    return { cancel: () => void (this.timers = this.timers.filter((one) => one !== timer)) };
  }

  get pending(): number {
    return this.timers.length;
  }

  advanceTo(ms: number): void {
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= ms).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((one) => one !== due);
      this.now = due.at;
      due.callback();
    }
    this.now = ms;
  }
}

class Link implements KeepaliveLink {
  openStreams = 1;
  lastReceiveMs = 0;
  readonly pings: ((error: Error | undefined) => void)[] = [];
  readonly silent: string[] = [];

  ping(done: (error: Error | undefined) => void): void {
    this.pings.push(done);
  }

  onPeerSilent(reason: string): void {
    this.silent.push(reason);
  }
}

function watch(withoutStreams = false) {
  const clock = new Clock();
  const link = new Link();
  const settings = { timeMs: 10_000, timeoutMs: 2000, withoutStreams };
  const keepalive = new Keepalive(link, settings, () => clock.nowMs(), clock);
  keepalive.start();
  return { clock, link, keepalive };
}

test("a silent peer gets one PING, and its connection ends when nothing comes of it", () => {
  const { clock, link } = watch();
  clock.advanceTo(9999);
  assert.equal(link.pings.length, 0);
  clock.advanceTo(10_000);
  assert.equal(link.pings.length, 1);
  clock.advanceTo(12_009);
  assert.equal(link.silent.length, 0);
  clock.advanceTo(12_010);
  assert.equal(link.silent.length, 1);
  assert.match(link.silent.join(), /silent for 12010 ms.* within 2000 ms/);
  assert.equal(clock.pending, 0);
});

test("an acknowledged PING starts the time again", () => {
  const { clock, link } = watch();
  clock.advanceTo(10_000);
  clock.advanceTo(10_100);
  link.lastReceiveMs = 10_100;
  link.pings[0]?.(undefined);
  clock.advanceTo(20_099);
  assert.equal(link.pings.length, 1);
  clock.advanceTo(20_100);
  assert.equal(link.pings.length, 2);
});

test("any byte after the PING counts, also without its acknowledgement", () => {
  const { clock, link } = watch();
  clock.advanceTo(10_000);
  link.lastReceiveMs = 11_000;
  clock.advanceTo(12_000);
  assert.equal(link.silent.length, 0);
  clock.advanceTo(22_000);
  assert.equal(link.pings.length, 2);
});

test("a process that stood still reads what has come before it calls its peer silent", () => {
  const { clock, link } = watch();
  clock.advanceTo(10_000);
  // The timer is the first to run; the acknowledgment has waited in the socket.
  clock.advanceTo(12_000);
  assert.equal(link.silent.length, 0);
  link.lastReceiveMs = 12_001;
  link.pings[0]?.(undefined);
  clock.advanceTo(22_000);
  assert.equal(link.silent.length, 0);
  assert.equal(link.pings.length, 1);
  // The next one is given as much time as the first.
  clock.advanceTo(22_001);
  clock.advanceTo(24_010);
  assert.equal(link.pings.length, 2);
  assert.equal(link.silent.length, 0);
  clock.advanceTo(24_011);
  assert.equal(link.silent.length, 1);
});

test("bytes from the peer put the PING off without a timer for each of them", () => {
  const { clock, link } = watch();
  link.lastReceiveMs = 7000;
  clock.advanceTo(16_999);
  assert.equal(link.pings.length, 0);
  clock.advanceTo(17_000);
  assert.equal(link.pings.length, 1);
});

test("without streams there is no PING unless asked for", () => {
  const { clock, link } = watch();
  link.openStreams = 0;
  clock.advanceTo(60_000);
  assert.equal(link.pings.length, 0);
  // A stream that opens is watched soon.
  link.openStreams = 1;
  clock.advanceTo(62_000);
  assert.equal(link.pings.length, 1);

  const other = watch(true);
  other.link.openStreams = 0;
  other.clock.advanceTo(10_000);
  assert.equal(other.link.pings.length, 1);
});

test("nothing is left after stop", () => {
  const { clock, link, keepalive } = watch();
  keepalive.stop();
  clock.advanceTo(60_000);
  assert.equal(link.pings.length, 0);
  assert.equal(clock.pending, 0);
});

const calm = (error: unknown) =>
  error instanceof ConnectionError && error.token === "too_many_pings";

test("the third early PING closes the connection", () => {
  const policy = new PingPolicy({ minTimeMs: 300_000, withoutStreams: false });
  policy.onPing(0, false, 1);
  policy.onPing(1000, false, 1);
  policy.onPing(2000, false, 1);
  assert.throws(() => policy.onPing(3000, false, 1), {
    token: "too_many_pings",
    message:
      "PINGs come more often than once in 300000 ms (too_many_pings, limit keepalive.minTimeMs)",
  });
});

test("PINGs that are far enough apart, or follow data, are not strikes", () => {
  const policy = new PingPolicy({ minTimeMs: 300_000, withoutStreams: false });
  for (let i = 0; i < 20; i++) policy.onPing(i * 300_000, false, 1);
  for (let i = 0; i < 20; i++) policy.onPing(6_000_000 + i, true, 1);
});

test("without a stream, PINGs are permitted every two hours unless the option permits more", () => {
  const strict = new PingPolicy({ minTimeMs: 1000, withoutStreams: false });
  for (const at of [0, 5000, 10_000]) strict.onPing(at, false, 0);
  assert.throws(() => strict.onPing(15_000, false, 0), calm);
  const lax = new PingPolicy({ minTimeMs: 1000, withoutStreams: true });
  for (let i = 0; i < 20; i++) lax.onPing(i * 1000, false, 0);
});

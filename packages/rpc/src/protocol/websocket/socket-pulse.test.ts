import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TimerHost } from "../../deadline/clock.ts";
import { SocketPulse } from "./socket-pulse.ts";

/** Timers that fire when a test says so. */
class ManualTimers implements TimerHost {
  waitMs: number | undefined;
  private callback: (() => void) | undefined;

  now(): number {
    return 0;
  }

  setTimeout(callback: () => void, delayMs: number): object {
    this.callback = callback;
    this.waitMs = delayMs;
    return {};
  }

  clearTimeout(): void {
    this.callback = undefined;
    this.waitMs = undefined;
  }

  fire(): void {
    const { callback } = this;
    this.clearTimeout();
    callback?.();
  }
}

function pulse(timeMs = 20_000, timeoutMs = 5000) {
  const seen: string[] = [];
  const timers = new ManualTimers();
  const made = new SocketPulse(
    { timeMs, timeoutMs },
    () => seen.push("ping"),
    () => seen.push("silent"),
    timers,
  );
  return { seen, timers, pulse: made };
}

describe("SocketPulse", () => {
  it("pings a client that is silent, and gives it up when it stays so", () => {
    const { seen, timers } = pulse();
    assert.equal(timers.waitMs, 20_000);
    timers.fire();
    assert.deepEqual(seen, ["ping"]);
    assert.equal(timers.waitMs, 5000);
    timers.fire();
    assert.deepEqual(seen, ["ping", "silent"]);
    assert.equal(timers.waitMs, undefined);
  });

  it("does not ping a client that sends, and takes any byte as the response to a ping", () => {
    const { seen, timers, pulse: own } = pulse();
    own.beat();
    timers.fire();
    assert.deepEqual(seen, []);
    timers.fire();
    own.beat();
    timers.fire();
    assert.deepEqual(seen, ["ping"]);
    assert.equal(timers.waitMs, 20_000);
    timers.fire();
    assert.deepEqual(seen, ["ping", "ping"]);
  });

  it("sets no timer without a time, and none once it has stopped", () => {
    assert.equal(pulse(Infinity).timers.waitMs, undefined);
    const { timers, pulse: own } = pulse();
    own.stop();
    assert.equal(timers.waitMs, undefined);
  });

  it("waits no longer than timers can", () => {
    assert.equal(pulse(1_000_000).timers.waitMs, 65_536);
  });
});

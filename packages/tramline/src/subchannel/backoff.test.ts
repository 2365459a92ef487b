import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff, backoffSettings } from "./backoff.ts";

test("waits grow from 1 s by 1.6 up to 120 s", () => {
  const backoff = new Backoff(backoffSettings(undefined), () => 0.5);
  const waits = Array.from({ length: 13 }, () => Math.round(backoff.nextDelayMs()));
  assert.deepEqual(
    waits,
    [1000, 1600, 2560, 4096, 6554, 10486, 16777, 26844, 42950, 68719, 109951, 120000, 120000],
  );
});

test("jitter spreads a wait by a fifth to both sides", () => {
  assert.equal(new Backoff(backoffSettings(undefined), () => 0).nextDelayMs(), 800);
  assert.ok(Math.abs(new Backoff(backoffSettings(undefined), () => 1).nextDelayMs() - 1200) < 1e-9);
});

test("reset starts over", () => {
  const backoff = new Backoff(backoffSettings({ jitter: 0, initialMs: 10 }), Math.random);
  assert.deepEqual([backoff.nextDelayMs(), backoff.nextDelayMs()], [10, 16]);
  backoff.reset();
  assert.equal(backoff.nextDelayMs(), 10);
});

test("the longest wait is never shorter than the first", () => {
  assert.equal(backoffSettings({ initialMs: 500_000 }).maxMs, 500_000);
});

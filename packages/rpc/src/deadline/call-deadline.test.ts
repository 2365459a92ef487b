import assert from "node:assert/strict";
import { test } from "node:test";
import { deadlineAtMs } from "./call-deadline.ts";
import { monotonicNowMs, wallClockFromMonotonic } from "./clock.ts";

test("the earliest of timeout, deadline and parent counts", () => {
  const now = monotonicNowMs();
  assert.equal(deadlineAtMs({}, now, Infinity), Infinity);
  assert.equal(deadlineAtMs({ timeoutMs: 500 }, now, Infinity), now + 500);
  assert.equal(deadlineAtMs({ timeoutMs: 500 }, now, now + 100), now + 100);
  assert.equal(deadlineAtMs({ timeoutMs: Infinity }, now, Infinity), Infinity);
  const byDate = deadlineAtMs(
    { timeoutMs: 900_000, deadline: new Date(Date.now() + 300_000) },
    now,
    Infinity,
  );
  // The two clocks are not read in the same instant.
  assert.ok(Math.abs(byDate - (now + 300_000)) < 30_000, `${byDate - now}`);
  const byNumber = deadlineAtMs({ deadline: Date.now() + 300_000 }, now, Infinity);
  assert.ok(Math.abs(byNumber - (now + 300_000)) < 30_000, `${byNumber - now}`);
});

test("no numbers are refused", () => {
  assert.throws(() => deadlineAtMs({ timeoutMs: Number.NaN }, 0, Infinity), /timeoutMs/);
  assert.throws(
    () => deadlineAtMs({ timeoutMs: "5" as unknown as number }, 0, Infinity),
    /timeoutMs/,
  );
  assert.throws(() => deadlineAtMs({ deadline: new Date("x") }, 0, Infinity), /deadline/);
});

test("monotonic time as a Date", () => {
  const date = wallClockFromMonotonic(monotonicNowMs() + 900_000);
  assert.ok(date && Math.abs(date.getTime() - Date.now() - 900_000) < 30_000);
  assert.equal(wallClockFromMonotonic(Infinity), undefined);
});

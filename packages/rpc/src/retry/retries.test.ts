import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { DeadlineEntry } from "../deadline/deadline-entry.ts";
import { StatusError } from "../status/status-error.ts";
import type { AttemptProgress } from "./attempt-progress.ts";
import { MethodRetries } from "./method-retries.ts";
import { ReplayBudget } from "./replay-budget.ts";
import type { RetriedCall, RetryPolicy } from "./retry-plan.ts";
import { RetryThrottle } from "./retry-throttle.ts";

const POLICY: RetryPolicy = {
  maxAttempts: 4,
  initialBackoffMs: 100,
  maxBackoffMs: 300,
  backoffMultiplier: 2,
  retryableCodes: new Set(["UNAVAILABLE"]),
};

/** A call whose attempts fail as the test says; the delays before each further one, in milliseconds. */
function failing(policy: RetryPolicy | undefined, random = 0.5, throttle?: RetryThrottle) {
  const delaysMs: number[] = [];
  let waiting: DeadlineEntry | undefined;
  const call: RetriedCall & { starts: number; isRepeatable: boolean } = {
    deadlineMs: Infinity,
    isRepeatable: true,
    starts: 1,
    rewind() {},
    startAttempt() {
      this.starts += 1;
    },
  };
  const plan = new MethodRetries(
    {
      throttle,
      budget: new ReplayBudget(1024, 4096),
      random: () => random,
      waits: {
        add(entry, untilMs) {
          delaysMs.push(Math.round(untilMs - performance.now()));
          waiting = entry;
        },
        remove() {
          waiting = undefined;
        },
      },
    },
    { retryPolicy: policy, hedgingPolicy: undefined },
  );
  const retries = plan.begin(call);
  const fail = (
    code: "UNAVAILABLE" | "ABORTED" = "UNAVAILABLE",
    progress: AttemptProgress = "tried",
    metadata = {},
  ) => {
    // The time stands still: what a busy machine takes from one line to the next is not in the delays.
    const nowMs = performance.now();
    const clock = mock.method(performance, "now", () => nowMs);
    try {
      const isTried = retries.tryAgain(new StatusError(code, "x", { metadata }), progress);
      waiting?.expire();
      return isTried;
    } finally {
      clock.mock.restore();
    }
  };
  return { call, fail, delaysMs, retries, isWaiting: () => waiting !== undefined };
}

test("backoffs grow to the longest, 20 % more or less", () => {
  for (const [random, expected] of [
    [0, [80, 160, 240]],
    [0.5, [100, 200, 300]],
    [1, [120, 240, 360]],
  ] as const) {
    const { fail, delaysMs } = failing(POLICY, random);
    assert.deepEqual([fail(), fail(), fail(), fail()], [true, true, true, false]);
    for (const [index, delayMs] of delaysMs.entries()) {
      assert.ok(Math.abs(delayMs - (expected[index] ?? 0)) <= 2, `${random}: ${delaysMs}`);
    }
  }
});

test("a pushback sets the delay, and the backoff begins again after it", () => {
  const { fail, delaysMs, retries } = failing(POLICY);
  fail();
  fail("UNAVAILABLE", "tried", { "grpc-retry-pushback-ms": "7" });
  fail();
  assert.equal(retries.previousAttempts, 3);
  assert.deepEqual(delaysMs, [100, 7, 100]);
  for (const value of ["-1", "", "x", "07", "2147483648", "1.5"]) {
    const refused = failing(POLICY);
    const metadata = { "grpc-retry-pushback-ms": value };
    assert.equal(refused.fail("UNAVAILABLE", "tried", metadata), false, value);
  }
});

test("transparent retries: once after a refusal, five times after GOAWAY, on and on what never left", () => {
  const refused = failing(undefined);
  assert.deepEqual(
    [refused.fail("UNAVAILABLE", "refused"), refused.fail("UNAVAILABLE", "refused")],
    [true, false],
  );
  const disowned = failing(undefined);
  for (let i = 0; i < 5; i++) assert.equal(disowned.fail("UNAVAILABLE", "disowned"), true);
  assert.equal(disowned.fail("UNAVAILABLE", "disowned"), false);
  const unsent = failing(undefined);
  for (let i = 0; i < 20; i++) assert.equal(unsent.fail("UNAVAILABLE", "unsent"), true);
  assert.equal(unsent.retries.previousAttempts, 0);
  assert.deepEqual(unsent.delaysMs.slice(0, 3), [100, 160, 256], "not in a tight loop");
  assert.equal(unsent.delaysMs.length, 15);
});

test("a call that cannot be repeated, or whose time is up, ends", () => {
  const lost = failing(POLICY);
  lost.call.isRepeatable = false;
  assert.equal(lost.fail(), false);
  const { retries } = failing({ ...POLICY });
  const late = failing(POLICY);
  Object.assign(late.call, { deadlineMs: performance.now() - 1 });
  assert.equal(late.fail(), false);
  assert.equal(retries.waitsFor, undefined);
});

test("throttling: failures that qualify cost a token, and a refusal to be tried again does", () => {
  const throttle = new RetryThrottle(4, 0.5);
  const { fail } = failing({ ...POLICY, maxAttempts: 100 }, 0.5, throttle);
  assert.equal(fail(), true);
  assert.equal(fail("ABORTED"), false);
  assert.equal(throttle.tokens, 3);
  assert.equal(fail(), false, "half of the tokens are left");
  throttle.onSuccess();
  assert.equal(throttle.allows, true);
  assert.equal(fail("ABORTED", "tried", { "grpc-retry-pushback-ms": "-1" }), false);
  assert.equal(throttle.tokens, 1.5);
  for (let i = 0; i < 9; i++) throttle.onFailure();
  assert.equal(throttle.tokens, 0);
  for (let i = 0; i < 9; i++) throttle.onSuccess();
  assert.equal(throttle.tokens, 4);
  throttle.onFailure();
  assert.equal(new RetryThrottle(8, 1, throttle).tokens, 6);
});

test("nobody waits once the call is over", () => {
  const { retries, isWaiting, call } = failing(POLICY);
  retries.tryAgain(new StatusError("UNAVAILABLE", "down"), "tried");
  assert.equal(retries.waitsFor, "waiting to try again after UNAVAILABLE: down");
  retries.stop();
  assert.equal(isWaiting(), false);
  assert.equal(retries.waitsFor, undefined);
  assert.equal(call.starts, 1);
});

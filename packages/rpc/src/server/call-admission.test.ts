import assert from "node:assert/strict";
import { test } from "node:test";
import { type AdmissionLimits, CallAdmission } from "./call-admission.ts";

const admission = (limits: Partial<AdmissionLimits>): CallAdmission =>
  new CallAdmission({
    maxConcurrentCalls: Infinity,
    callsPerSecond: Infinity,
    callBurst: Infinity,
    ...limits,
  });

test("calls beyond the concurrency limit wait for none: each end lets one in", () => {
  const calls = admission({ maxConcurrentCalls: 2 });
  assert.equal(calls.enter(0, 0), undefined);
  assert.equal(calls.enter(0, 0), undefined);
  assert.equal(calls.enter(0, 0)?.limit, "maxConcurrentCalls");
  calls.change(-1);
  assert.equal(calls.enter(0, 0), undefined);
  assert.equal(calls.underWay, 2);
});

test("a handler that runs on after its call takes the call's place", () => {
  const calls = admission({ maxConcurrentCalls: 1 });
  calls.enter(0, 0);
  calls.change(1);
  calls.change(-1);
  assert.notEqual(calls.enter(0, 0), undefined);
  calls.change(-1);
  assert.equal(calls.enter(0, 0), undefined);
});

test("a burst may begin at once, then the rate holds, and a rest fills the burst and no more", () => {
  const calls = admission({ callsPerSecond: 10, callBurst: 3 });
  const begun = (nowMs: number): number => {
    let count = 0;
    while (calls.enter(nowMs, 0) === undefined) count += 1;
    return count;
  };
  assert.equal(begun(1000), 3);
  assert.equal(begun(1099), 0);
  assert.equal(begun(1100), 1);
  assert.equal(begun(1350), 2);
  assert.equal(begun(1_000_000), 3);
});

test("a call refused for the rate learns when the next may begin", () => {
  const calls = admission({ callsPerSecond: 10, callBurst: 1 });
  calls.enter(0, 0);
  assert.deepEqual(calls.enter(25, 0), {
    limit: "callsPerSecond",
    detail: "more calls than 10 a second",
    retryAfterMs: 75,
  });
});

test("a call refused for the concurrency takes no token", () => {
  const calls = admission({ maxConcurrentCalls: 1, callsPerSecond: 1, callBurst: 2 });
  calls.enter(0, 0);
  calls.enter(0, 0);
  calls.change(-1);
  assert.equal(calls.enter(0, 0), undefined);
});

test("a call that is shed takes no token and no place", () => {
  let sheds = true;
  const problem = { limit: "shedLoad.maxDelayMs", detail: "late", retryAfterMs: 7 } as const;
  const calls = new CallAdmission(
    { maxConcurrentCalls: 1, callsPerSecond: 1, callBurst: 1 },
    { problem: (waitedMs) => (sheds && waitedMs === 5 ? problem : undefined) },
  );
  assert.equal(calls.enter(0, 5), problem);
  assert.equal(calls.underWay, 0);
  sheds = false;
  assert.equal(calls.enter(0, 5), undefined);
  assert.equal(calls.underWay, 1);
});

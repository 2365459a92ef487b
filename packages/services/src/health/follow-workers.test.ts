import assert from "node:assert/strict";
import { test } from "node:test";
import { createServer } from "tramline";
import { followWorkers, WORKERS_SERVICE } from "./follow-workers.ts";
import { addHealth } from "./health.ts";

function follow() {
  const listeners = new Set<() => void>();
  const group = {
    allReady: false,
    hasBeenReady: false,
    isDraining: false,
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const health = addHealth(createServer());
  const stop = followWorkers(health, group);
  const set = (change: Partial<typeof group>) => {
    Object.assign(group, change);
    for (const listener of listeners) listener();
    return [health.statusOf(""), health.statusOf(WORKERS_SERVICE)];
  };
  return { set, stop, listeners };
}

test("the server serves once all workers have been ready, and until it drains", () => {
  const { set, stop, listeners } = follow();
  assert.deepEqual(set({}), ["NOT_SERVING", "NOT_SERVING"]);
  assert.deepEqual(set({ allReady: true, hasBeenReady: true }), ["SERVING", "SERVING"]);
  assert.deepEqual(set({ allReady: false }), ["SERVING", "NOT_SERVING"]);
  assert.deepEqual(set({ isDraining: true }), ["NOT_SERVING", "NOT_SERVING"]);
  stop();
  assert.equal(listeners.size, 0);
});

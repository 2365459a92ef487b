import assert from "node:assert/strict";
import { test } from "node:test";
import { AbandonedHandlers } from "./abandoned-handlers.ts";

const fresh = () => ({ abandoned: 0, isProven: false });

test("the limit is the server's, over all connections, and bounds those who reached it", () => {
  const handlers = new AbandonedHandlers(4);
  const attacker = fresh();
  const honest = { abandoned: 0, isProven: true };
  for (let i = 0; i < 4; i++) {
    assert.equal(handlers.permits(attacker), true);
    handlers.change(attacker, 1);
  }
  assert.equal(handlers.permits(attacker), false);
  assert.equal(handlers.permits(honest), true);
  assert.equal(handlers.permits(fresh()), true);
});

test("one connection after another comes to twice the limit, and proven ones go on", () => {
  const handlers = new AbandonedHandlers(4);
  for (let i = 0; i < 8; i++) handlers.change(fresh(), 1);
  assert.equal(handlers.permits(fresh()), false);
  assert.equal(handlers.permits({ abandoned: 0, isProven: true }), true);
  assert.equal(handlers.running, 8);
});

test("handlers that end make room", () => {
  const handlers = new AbandonedHandlers(1);
  const record = fresh();
  handlers.change(record, 1);
  assert.equal(handlers.permits(record), false);
  handlers.change(record, -1);
  assert.equal(handlers.permits(record), true);
  assert.equal(handlers.running, 0);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { AbandonedHandlers, type HandlerAccount } from "./abandoned-handlers.ts";

const address = (): HandlerAccount => ({ abandonedHandlers: 0 });
const connection = (account: HandlerAccount, isProven = false) => ({
  account,
  abandoned: 0,
  isProven,
});
const limited = (max: number) => new AbandonedHandlers(max, () => 0);

/** Abandons handlers on connections of 900 each, as long as they are let in; returns how many. */
function abandon(handlers: AbandonedHandlers, account: HandlerAccount, most: number): number {
  for (let sum = 0; ; ) {
    const record = connection(account, true);
    let calls = 0;
    while (calls < 900 && sum + calls < most && handlers.permits(record, calls + 1)) calls += 1;
    for (let i = 0; i < calls; i++) handlers.change(record, 1);
    sum += calls;
    if (calls === 0 || sum === most) return sum;
  }
}

test("the address that abandoned the handlers is bounded; others go on", () => {
  const handlers = limited(4000);
  const attacker = address();
  assert.equal(abandon(handlers, attacker, 4500), 4500);
  assert.equal(handlers.permits(connection(attacker, true), 17), false, "many calls");
  assert.equal(handlers.permits(connection(attacker), 16), true, "few calls, as honest clients");
  const other = address();
  assert.equal(handlers.permits(connection(other), 900), true);
  const streams = connection(other, true);
  for (let i = 0; i < 20; i++) handlers.change(streams, 1);
  assert.equal(handlers.permits(streams, 100), true, "it cancels streams itself");
});

test("few at a time come to four times the limit, and no further", () => {
  const handlers = limited(4000);
  const attacker = address();
  abandon(handlers, attacker, 100_000);
  assert.ok(handlers.running >= 16_000 && handlers.running <= 16_016, `${handlers.running}`);
  assert.equal(handlers.permits(connection(attacker, true), 1), false);
  assert.equal(handlers.permits(connection(address(), true), 16), true, "a proven one elsewhere");
});

test("many addresses come to four times the limit, and a few calls each", () => {
  const handlers = limited(4000);
  for (let i = 0; i < 100; i++) abandon(handlers, address(), 300);
  assert.ok(handlers.running <= 16_300 + 100 * 16, `${handlers.running}`);
  assert.equal(handlers.permits(connection(address()), 1), false);
  assert.equal(handlers.permits(connection(address(), true), 16), true);
  assert.equal(handlers.permits(connection(address(), true), 17), false);
});

test("what an address abandons in numbers draws on its allowance of resets", () => {
  const handlers = limited(800);
  let drawn = 0;
  const resets = { drain: (_now: () => number, amount: number) => void (drawn += amount) };
  const record = connection({ abandonedHandlers: 0, resets });
  for (let i = 0; i < 100; i++) handlers.change(record, 1);
  assert.equal(drawn, 0);
  for (let i = 0; i < 50; i++) handlers.change(record, 1);
  assert.equal(drawn, 50);
});

test("handlers that end make room", () => {
  const handlers = limited(1);
  const record = connection(address());
  handlers.change(record, 1);
  assert.equal(handlers.permits(record, 1), false);
  handlers.change(record, -1);
  assert.equal(handlers.permits(record, 1), true);
  assert.equal(handlers.running, 0);
  assert.equal(record.account.abandonedHandlers, 0);
});

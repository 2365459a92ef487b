import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { TurnTaker } from "./turn-scheduler.ts";
import { turnScheduler } from "./turn-scheduler-web.ts";

function createTaker(onTurn: () => void): TurnTaker {
  return {
    debtMs: 0,
    isWaiting: false,
    takeTurn(nowMs, untilMs) {
      assert.ok(untilMs > nowMs);
      onTurn();
    },
    onTurnSettled() {},
    contendedTurns: 0,
    costlyUntilMs: 0,
  };
}

test("connections have turns of their own: one that fails, or leaves, does not hold the others up", async () => {
  const turns: string[] = [];
  const leaving = createTaker(() => turns.push("leaving"));
  const first = createTaker(() => turns.push("first"));
  const second = createTaker(() => {
    turns.push("second");
    if (turns.length < 4) turnScheduler.enter(second);
  });
  turnScheduler.enter(leaving);
  turnScheduler.enter(first);
  turnScheduler.enter(first);
  turnScheduler.enter(second);
  turnScheduler.leave(leaving);
  assert.deepEqual(turns, [], "not within the turn");
  for (let i = 0; i < 5; i++) await turn();
  assert.deepEqual(turns, ["first", "second", "second", "second"]);
  assert.deepEqual([first.isWaiting, second.isWaiting, leaving.isWaiting], [false, false, false]);
});

test("a connection that writes ends its turn when its share is used up", () => {
  const taker = createTaker(() => {});
  const shareMs = turnScheduler.shareMs(taker, 0, true);
  assert.equal(turnScheduler.endsOutputTurn(taker, 10, 10 + shareMs / 2), false);
  assert.equal(turnScheduler.endsOutputTurn(taker, 10, 10 + shareMs), true);
});

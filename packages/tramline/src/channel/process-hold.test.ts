import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ProcessHold } from "./process-hold.ts";

test("a hold outlasts the longest timer, and ends", () => {
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  try {
    const cleared: unknown[] = [];
    const { clearInterval } = globalThis;
    const set = mock.method(globalThis, "setInterval");
    mock.method(globalThis, "clearInterval", (timer: NodeJS.Timeout) => {
      cleared.push(timer);
      clearInterval(timer);
    });
    const hold = new ProcessHold();
    hold.set(true);
    hold.set(false);
    hold.set(true);
    assert.equal(set.mock.callCount(), 1, "one timer, which repeats");
    assert.equal(set.mock.calls[0]?.arguments[1], 2 ** 31 - 1);
    hold.end();
    assert.deepEqual(cleared, [set.mock.calls[0]?.result]);
    hold.set(true);
    assert.equal(set.mock.callCount(), 1);
  } finally {
    mock.restoreAll();
    mock.timers.reset();
  }
});

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ProcessHold } from "./process-hold.ts";

test("a hold outlasts the longest timer: its own repeats, and is cleared at the end", () => {
  const set = mock.method(globalThis, "setInterval");
  const clear = mock.method(globalThis, "clearInterval");
  try {
    const hold = new ProcessHold();
    hold.set(true);
    hold.set(false);
    hold.set(true);
    assert.equal(set.mock.callCount(), 1, "one timer for all waits");
    assert.equal(set.mock.calls[0]?.arguments[1], 2 ** 31 - 1);
    const timer = set.mock.calls[0]?.result;
    assert.equal(timer?.hasRef(), true);
    hold.set(false);
    assert.equal(timer?.hasRef(), false);
    hold.end();
    assert.deepEqual(clear.mock.calls[0]?.arguments, [timer]);
    hold.set(true);
    assert.equal(set.mock.callCount(), 1);
  } finally {
    mock.restoreAll();
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { observeCalls } from "./observe-calls.ts";

test("a listener that would hear nothing throws", () => {
  for (const [listener, message] of [
    [5, "invalid listener of observeCalls: expected an object with onEnd, got 5"],
    [{ onEnds() {} }, "unknown onEnds of observeCalls; did you mean onEnd?"],
    [{ onStart() {} }, "invalid onEnd of observeCalls: expected a function, got undefined"],
    [{ onEnd() {}, onStart: 5 }, "invalid onStart of observeCalls: expected a function, got 5"],
  ] as const) {
    assert.throws(() => observeCalls(listener as never), { name: "TypeError", message });
  }
  assert.ok(observeCalls({ onEnd() {} }));
});

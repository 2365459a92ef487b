import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "./status-error.ts";
import { withoutStack } from "./without-stack.ts";

test("an error has no stack trace, and later ones have theirs", () => {
  const limit = Error.stackTraceLimit;
  const bare = withoutStack(() => new StatusError("CANCELLED", "reset"));
  assert.equal(bare.stack, "StatusError: CANCELLED: reset");
  assert.equal(Error.stackTraceLimit, limit);
  assert.match(new StatusError("CANCELLED").stack ?? "", /without-stack\.test/);
  const thrown = new Error("no");
  assert.throws(
    () =>
      withoutStack(() => {
        throw thrown;
      }),
    thrown,
  );
  assert.equal(Error.stackTraceLimit, limit);
});

// The time that framing fields take.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FramingFields } from "./framing-fields.ts";
import type { RequestError } from "./request-error.ts";

test("blanks within a transfer-encoding take linear time", () => {
  // In quadratic time, these many would take hours: the test would be ended as one that hangs.
  const value = `x${" ".repeat(4_000_000)}y`;
  const fields = new FramingFields(false);
  fields.take("host", "a");
  fields.take("transfer-encoding", value);
  assert.throws(
    () => fields.check(),
    (error: RequestError) => error.token === "H1_CHUNKED_NOT_LAST",
  );
});

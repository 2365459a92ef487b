import assert from "node:assert/strict";
import { test } from "node:test";
import { DecodeError } from "@tramline/protobuf";
import { decodeFailure } from "./decode-failure.ts";

test("the position is counted from the start of the message", () => {
  const error = new DecodeError("PB_DECODE_WIRE_TYPE", "wire type 7", 45);
  const failure = decodeFailure("shop.v1.Order", error, 44);
  assert.equal(failure.code, "INTERNAL");
  assert.equal(failure.message, "INTERNAL: cannot decode shop.v1.Order: wire type 7 (at byte 1)");
  assert.ok(failure.cause instanceof DecodeError);
  assert.equal(failure.cause.position, 1);
  assert.equal(failure.cause.code, "PB_DECODE_WIRE_TYPE");
});

test("other errors are as they are", () => {
  const cause = new TypeError("no codec");
  const failure = decodeFailure("shop.v1.Order", cause, 44);
  assert.equal(failure.message, "INTERNAL: cannot decode shop.v1.Order: no codec");
  assert.equal(failure.cause, cause);
});

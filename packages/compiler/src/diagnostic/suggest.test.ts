import assert from "node:assert/strict";
import { test } from "node:test";
import { suggest } from "./suggest.ts";

test("the most similar candidate is suggested", () => {
  const words = ["message", "enum", "service", "string"];
  assert.equal(suggest("mesage", words), "message");
  assert.equal(suggest("strnig", words), "string");
  assert.equal(suggest("STRING", words), "string");
});

test("what is not similar is not suggested", () => {
  assert.equal(suggest("zebra", ["message", "enum"]), undefined);
  assert.equal(suggest("", ["a"]), undefined);
  assert.equal(suggest("a", ["b"]), undefined);
  assert.equal(suggest("x".repeat(1000), ["x".repeat(999)]), undefined);
});

test("the tolerance may be smaller", () => {
  assert.equal(suggest("missing.proto", ["main.proto"], 1 / 10), undefined);
  assert.equal(
    suggest("orders/v1/order.proto", ["orders/v1/orders.proto"], 1 / 10),
    "orders/v1/orders.proto",
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean, suggest } from "./suggest.ts";

const methods = [
  "shop.v1.OrderService/GetOrder",
  "shop.v1.OrderService/ListOrders",
  "shop.v1.Users/GetUser",
];

test("what is alike, best first", () => {
  assert.deepEqual(suggest("GetOrdr", methods), ["shop.v1.OrderService/GetOrder"]);
  assert.deepEqual(suggest("getorder", methods), ["shop.v1.OrderService/GetOrder"]);
  assert.deepEqual(suggest("shop.v1.OrderServce/GetOrder", methods), [methods[0]]);
  assert.deepEqual(suggest("shop.v1.Ordr", ["shop.v1.Order", "shop.v1.Money"]), ["shop.v1.Order"]);
  assert.deepEqual(suggest("Nothing", methods), []);
  assert.deepEqual(suggest("", methods), []);
  assert.deepEqual(suggest("x".repeat(10_000), methods), []);
});

test("the question", () => {
  assert.equal(didYouMean([]), undefined);
  assert.equal(didYouMean(["a"]), "Did you mean a?");
  assert.equal(didYouMean(["a", "b", "c"]), "Did you mean a, b or c?");
});

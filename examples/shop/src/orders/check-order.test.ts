import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createValidator } from "@tramline/validate";
import { StatusError } from "tramline";
import { BadRequest, ErrorInfo } from "tramline/google/rpc";
import { CreateOrderRequest } from "../gen/shop/orders/v1/orders.ts";
import { checkOrder } from "./check-order.ts";

const teapot = { product: "teapot", quantity: 1 };

function refusalOf(order: Parameters<typeof CreateOrderRequest.create>[0]): StatusError {
  try {
    checkOrder(CreateOrderRequest.create(order));
  } catch (error) {
    return StatusError.from(error);
  }
  assert.fail("the order was taken");
}

describe("orders are checked", () => {
  test("a good one passes", () => {
    checkOrder(CreateOrderRequest.create({ userId: "ada", items: [teapot] }));
  });

  test("every product that the shop does not sell is named, typed", () => {
    const unicorn = { product: "unicorn", quantity: 1 };
    const refusal = refusalOf({ userId: "ada", items: [teapot, unicorn, { product: "" }] });
    assert.equal(refusal.code, "INVALID_ARGUMENT");
    const fields = refusal.detailsOf(BadRequest)[0]?.fieldViolations.map(({ field }) => field);
    assert.deepEqual(fields, ["items[1].product", "items[2].product"]);
    assert.equal(refusal.detailsOf(ErrorInfo)[0]?.reason, "ORDER_INVALID");
  });

  test("the contract says what else an order must be", () => {
    const validator = createValidator();
    const fieldsOf = (order: Parameters<typeof CreateOrderRequest.create>[0]) =>
      validator
        .validate(CreateOrderRequest, CreateOrderRequest.create(order))
        .map(({ fieldPath }) => fieldPath);
    assert.deepEqual(fieldsOf({ userId: "ada", items: [teapot] }), []);
    assert.deepEqual(fieldsOf({}), ["user_id", "items"]);
    const quantities = [0, 1001].map((quantity) => ({ product: "teapot", quantity }));
    assert.deepEqual(fieldsOf({ userId: "ada", items: quantities }), [
      "items[0].quantity",
      "items[1].quantity",
    ]);
  });
});

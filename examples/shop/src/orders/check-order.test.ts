import assert from "node:assert/strict";
import { describe, test } from "node:test";
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

  test("every wrong field is named, typed", () => {
    const refusal = refusalOf({ items: [teapot, { product: "unicorn", quantity: 0 }] });
    assert.equal(refusal.code, "INVALID_ARGUMENT");
    const fields = refusal.detailsOf(BadRequest)[0]?.fieldViolations.map(({ field }) => field);
    assert.deepEqual(fields, ["user_id", "items[1].product", "items[1].quantity"]);
    assert.equal(refusal.detailsOf(ErrorInfo)[0]?.reason, "ORDER_INVALID");
  });

  test("an order needs items", () => {
    const [badRequest] = refusalOf({ userId: "ada" }).detailsOf(BadRequest);
    assert.equal(badRequest?.fieldViolations[0]?.field, "items");
  });
});

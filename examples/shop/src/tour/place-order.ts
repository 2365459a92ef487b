import assert from "node:assert/strict";
import { OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import { type Step, TIMEOUT_MS } from "./step.ts";

/** One request, one response; the server makes calls itself to respond. */
export const placeOrder: Step = {
  title: "One request, one response: the storefront asks two others, with the time that is left",
  code: ["const order = await storefront.placeOrder({ userId, items }, { timeoutMs: 10_000 });"],
  async run(shop) {
    const items = [
      { product: "teapot", quantity: 1 },
      { product: "cup", quantity: 4 },
    ];
    const order = await shop.storefront.placeOrder(
      { userId: "ada", items },
      { timeoutMs: TIMEOUT_MS },
    );
    assert.equal(order.totalCents, 5500n);
    assert.equal(order.status, OrderStatus.PLACED);
    shop.orderId = order.id;
  },
};

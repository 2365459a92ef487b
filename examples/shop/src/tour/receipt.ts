import assert from "node:assert/strict";
import { OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import { type Step, TIMEOUT_MS } from "./step.ts";

/** Several calls at the same time behind one. */
export const receipt: Step = {
  title: "Two calls at the same time, then a third: the storefront writes a receipt",
  code: ["const { order, buyer, payment } = await storefront.getReceipt({ orderId });"],
  async run({ storefront, orderId }) {
    const { order, buyer, payment } = await storefront.getReceipt(
      { orderId },
      { timeoutMs: TIMEOUT_MS },
    );
    assert.equal(order?.status, OrderStatus.SHIPPED);
    assert.equal(buyer?.name, "Ada Lovelace");
    assert.equal(payment?.amountCents, order.totalCents);
  },
};

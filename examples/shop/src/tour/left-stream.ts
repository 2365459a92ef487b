import assert from "node:assert/strict";
import type { LogEvent, ShopEvent } from "../common/events.ts";
import { OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import { type Step, TIMEOUT_MS } from "./step.ts";

/** A stream that its reader leaves. */
export const leftStream: Step = {
  title: "A stream is left: leaving the loop cancels the call, down to the generator that feeds it",
  code: ["for await (const order of storefront.trackOrder({ orderId })) break;"],
  async run(shop) {
    const { storefront, timeline } = shop;
    const { id } = await storefront.placeOrder(
      { userId: "grace", items: [{ product: "teapot", quantity: 1 }] },
      { timeoutMs: TIMEOUT_MS },
    );
    shop.orderId = id;
    const since = timeline.length;
    for await (const order of storefront.trackOrder({ orderId: id }, { timeoutMs: TIMEOUT_MS })) {
      assert.equal(order.status, OrderStatus.PLACED);
      break;
    }
    const isLeaving = (event: ShopEvent): event is LogEvent =>
      event.kind === "log" && event.by === "orders" && event.text.includes(`order ${id} any more`);
    await timeline.expect("the generator in orders is left", since, isLeaving);
  },
};

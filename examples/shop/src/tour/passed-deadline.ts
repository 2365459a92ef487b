import assert from "node:assert/strict";
import { StatusError } from "tramline";
import type { LogEvent, MessageEvent, ShopEvent } from "../common/events.ts";
import type { Step } from "./step.ts";

/** How long the tour waits for a response that will not come. */
const SHORT_MS = 300;

/** A deadline that passes, in three processes at once. */
export const passedDeadline: Step = {
  title: "A deadline passes: in the tour, in the storefront and in orders, which stops its work",
  code: [`await storefront.estimateArrival({ id }, { timeoutMs: ${SHORT_MS} });`],
  async run({ storefront, timeline, orderId }) {
    const since = timeline.length;
    const startedMs = performance.now();
    const error = await storefront.estimateArrival({ id: orderId }, { timeoutMs: SHORT_MS }).then(
      () => assert.fail("a response came"),
      (thrown: unknown) => StatusError.from(thrown),
    );
    const tookMs = performance.now() - startedMs;
    assert.equal(error.code, "DEADLINE_EXCEEDED");
    assert.ok(tookMs > SHORT_MS * 0.9 && tookMs < SHORT_MS + 2000, `it took ${tookMs} ms`);

    const passedOn = await timeline.expect("storefront asks orders", since, isRequestToOrders);
    const leftMs = passedOn.timeoutMs ?? Number.POSITIVE_INFINITY;
    assert.ok(leftMs <= SHORT_MS, `the storefront gave orders ${leftMs} ms`);
    await timeline.expect("orders gives up", since, isGivingUp);
  },
};

function isRequestToOrders(event: ShopEvent): event is MessageEvent {
  return event.kind === "message" && event.to === "orders" && event.direction === "request";
}

function isGivingUp(event: ShopEvent): event is LogEvent {
  return event.kind === "log" && event.by === "orders" && event.text.startsWith("gave up");
}

import assert from "node:assert/strict";
import type { Order } from "../gen/shop/orders/v1/orders.ts";
import { OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import type { Shop } from "./shop.ts";
import { type Step, TIMEOUT_MS } from "./step.ts";

/** A stream of responses, and while it goes on, a conversation. */
export const payAndTrack: Step = {
  title: "A stream of responses, and a conversation: live updates of an order while it is paid for",
  code: [
    "for await (const order of storefront.trackOrder({ orderId })) show(order);",
    "const talk = storefront.checkout(); await talk.send(…); for await (const { step } of talk) …",
  ],
  async run({ storefront, orderId }) {
    const updates = storefront
      .trackOrder({ orderId }, { timeoutMs: TIMEOUT_MS })
      [Symbol.asyncIterator]();
    const seen = [await nextStatus(updates)];

    assert.equal(await pay(storefront, orderId), 5500n);

    for (let status = await nextStatus(updates); status !== undefined; ) {
      seen.push(status);
      status = await nextStatus(updates);
    }
    const { PLACED, PAID, PACKED, SHIPPED } = OrderStatus;
    assert.deepEqual(seen, [PLACED, PAID, PACKED, SHIPPED]);
  },
};

/** Pays for an order: a wrong solution first, then the right one. */
async function pay(storefront: Shop["storefront"], orderId: string): Promise<bigint | undefined> {
  const talk = storefront.checkout({ timeoutMs: TIMEOUT_MS });
  await talk.send({ step: { case: "orderId", value: orderId } });
  let challenges = 0;
  for await (const { step } of talk) {
    if (step.case === "payment") return step.value.amountCents;
    challenges++;
    const code = challenges === 1 ? "no idea" : solve(step.value ?? "");
    await talk.send({ step: { case: "code", value: code } });
  }
  return undefined;
}

function solve(challenge: string): string {
  const sum = [...challenge.matchAll(/\d+/g)].reduce((total, [number]) => total + +number, 0);
  return String(sum);
}

async function nextStatus(updates: AsyncIterator<Order, undefined>) {
  return (await updates.next()).value?.status;
}

// What this browser remembers of its buyer: who they are, and what they have ordered.
import { isRecord, savedStore } from "./saved.ts";

/** The fields of the form. */
export interface BuyerFields {
  readonly name: string;
  readonly email: string;
  readonly address: string;
}

export const buyer = savedStore<BuyerFields>("tea-line.buyer", (stored) => {
  const text = (name: string) =>
    isRecord(stored) && typeof stored[name] === "string" ? stored[name] : "";
  return { name: text("name"), email: text("email"), address: text("address") };
});

/** The numbers of orders that were placed here, the latest first. */
export const orderIds = savedStore<readonly string[]>("tea-line.orders", (stored) =>
  Array.isArray(stored) ? stored.filter((id): id is string => typeof id === "string") : [],
);

const MOST_REMEMBERED = 20;

/** Remembers an order. */
export function rememberOrder(id: string): void {
  const others = orderIds.value.filter((other) => other !== id);
  orderIds.set([id, ...others].slice(0, MOST_REMEMBERED));
}

import { setTimeout as wait } from "node:timers/promises";
import { OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import type { OrderStore } from "./order-store.ts";

/** How long the people in the warehouse take for each step. They are quick, unless somebody wants to watch. */
const STEP_MS = Number(process.env["WAREHOUSE_STEP_MS"] ?? 150);

/** Packs and ships what has been paid for. Ends when the signal is aborted. */
export async function packAndShip(
  id: string,
  store: OrderStore,
  signal: AbortSignal,
): Promise<void> {
  await wait(STEP_MS, undefined, { signal });
  await store.advance(id, OrderStatus.PAID, OrderStatus.PACKED);
  await wait(STEP_MS, undefined, { signal });
  await store.advance(id, OrderStatus.PACKED, OrderStatus.SHIPPED);
}

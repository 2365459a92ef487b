import { setTimeout as wait } from "node:timers/promises";
import { durationFromMs } from "@tramline/protobuf/wkt";
import type { ServiceImplementation } from "tramline";
import { type OrderService, OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import { checkOrder } from "./check-order.ts";
import type { OrderStore } from "./order-store.ts";

/** How long the carrier takes to respond: longer than any caller waits. */
const CARRIER_MS = 30_000;

/** The dependencies of the service. */
export interface OrdersEnvironment {
  readonly store: OrderStore;
  /** Begins to pack an order that has been paid for. */
  readonly startPacking: (id: string) => void;
  readonly log: (text: string) => void;
}

/** The orders: placed, paid, packed, shipped. */
export function ordersService(
  environment: OrdersEnvironment,
): ServiceImplementation<typeof OrderService> {
  const { store, startPacking, log } = environment;
  return {
    createOrder(request) {
      checkOrder(request);
      return store.add(request);
    },

    getOrder: ({ id }) => store.find(id),

    async markPaid({ id }) {
      const known = await store.find(id);
      if (known.status !== OrderStatus.PLACED) return known;
      const order = await store.advance(id, OrderStatus.PLACED, OrderStatus.PAID);
      startPacking(id);
      return order;
    },

    async *watchOrder({ id }, { signal }) {
      try {
        for await (const order of store.watch(id, signal)) {
          yield order;
          if (order.status === OrderStatus.SHIPPED) return;
        }
      } finally {
        log(`nobody watches order ${id} any more: the generator's finally has run`);
      }
    },

    async estimateArrival({ id }, context) {
      await store.find(id);
      try {
        // `signal` is aborted when the caller gives up or the deadline passes: whatever is done for
        // the call can end with it.
        await wait(CARRIER_MS, undefined, { signal: context.signal });
      } catch (error) {
        log(`gave up asking the carrier about order ${id}: ${String(context.signal.reason)}`);
        throw error;
      }
      return { fromNow: durationFromMs(2 * 24 * 60 * 60 * 1000) };
    },
  };
}

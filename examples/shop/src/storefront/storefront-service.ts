import { type Client, type ServerContext, type ServiceImplementation, StatusError } from "tramline";
import type { CatalogService } from "../gen/shop/catalog/v1/catalog.ts";
import type { OrderService } from "../gen/shop/orders/v1/orders.ts";
import type { PaymentService } from "../gen/shop/payments/v1/payments.ts";
import type { CheckoutRequest, StorefrontService } from "../gen/shop/storefront/v1/storefront.ts";
import type { SupportService } from "../gen/shop/support/v1/support.ts";
import type { UserService } from "../gen/shop/users/v1/users.ts";
import { moveIn } from "./buyer.ts";

/** The services behind the storefront. */
export interface Backends {
  readonly users: Client<typeof UserService>;
  readonly orders: Client<typeof OrderService>;
  readonly payments: Client<typeof PaymentService>;
  readonly catalog: Client<typeof CatalogService>;
  readonly support: Client<typeof SupportService>;
}

/**
 * The storefront: the other services composed. Each call that it makes takes the `context` of the call that
 * it serves, so that the buyer's deadline holds behind it as well, and the buyer's leaving ends the
 * calls to the others.
 */
export function storefrontService(
  backends: Backends,
): ServiceImplementation<typeof StorefrontService> {
  const { users, orders, payments, catalog, support } = backends;

  /** The requests for payments: with the amount of the order, which the buyer must not choose. */
  async function* charges(requests: AsyncIterable<CheckoutRequest>, context: ServerContext) {
    for await (const { step } of requests) {
      if (step.case === "orderId") {
        const { id, totalCents } = await orders.getOrder({ id: step.value }, { context });
        const value = { orderId: id, amountCents: totalCents };
        yield { step: { case: "charge" as const, value } };
      } else {
        yield { step };
      }
    }
  }

  return {
    listProducts: (request, context) => catalog.listProducts(request, { context }),

    getPicture(request, context) {
      // Of HTTP's headers, those that browsers' caches read. They arrive over REST.
      context.responseHeaders.set("cache-control", "public, max-age=3600");
      return catalog.getPicture(request, { context });
    },

    async placeOrder({ userId, items, buyer, idempotencyKey }, context) {
      const id = buyer === undefined ? userId : await moveIn(buyer, users, context);
      if (buyer === undefined) await users.getUser({ id }, { context });
      const address = buyer?.address ?? "";
      return orders.createOrder({ userId: id, items, address, idempotencyKey }, { context });
    },

    async payOrder({ orderId, card }, context) {
      const { totalCents } = await orders.getOrder({ id: orderId }, { context });
      const charge = { orderId, amountCents: totalCents };
      const payment = await payments.payByCard({ charge, card }, { context });
      await orders.markPaid({ id: orderId }, { context });
      return payment;
    },

    async *checkout(requests, context) {
      for await (const answer of payments.authorize(charges(requests, context), { context })) {
        if (answer.step.case === "payment") {
          await orders.markPaid({ id: answer.step.value.orderId }, { context });
        }
        yield answer;
      }
    },

    // A stream can be handed on as it is.
    trackOrder: ({ orderId }, context) => orders.watchOrder({ id: orderId }, { context }),

    async getReceipt({ orderId }, context) {
      const [order, payment] = await Promise.all([
        orders.getOrder({ id: orderId }, { context }),
        payments.getPayment({ orderId }, { context }).catch(undefinedIfNotFound),
      ]);
      const buyer = await users.getUser({ id: order.userId }, { context });
      return { order, buyer, payment };
    },

    estimateArrival: (request, context) => orders.estimateArrival(request, { context }),

    chat: (requests, context) => support.chat(requests, { context }),
  };
}

function undefinedIfNotFound(error: unknown): undefined {
  if (StatusError.from(error).code !== "NOT_FOUND") throw error;
}

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  type Client,
  createChannel,
  createClient,
  createServer,
  type Server,
  StatusError,
} from "tramline";
import { CatalogService } from "../gen/shop/catalog/v1/catalog.ts";
import { OrderService, OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import { PaymentService } from "../gen/shop/payments/v1/payments.ts";
import { StorefrontService } from "../gen/shop/storefront/v1/storefront.ts";
import { SupportService } from "../gen/shop/support/v1/support.ts";
import { UserService } from "../gen/shop/users/v1/users.ts";
import { storefrontService } from "./storefront-service.ts";

/** The storefront before services of the test's own, all on one server: no database, no processes. */
describe("the storefront", () => {
  const server: Server = createServer();
  const paid: string[] = [];
  let deadline: Date | undefined;
  let channel: ReturnType<typeof createChannel>;
  let storefront: Client<typeof StorefrontService>;

  before(async () => {
    const { address } = await server.listen("127.0.0.1:0");
    channel = createChannel(address);
    server.add(UserService, {
      getUser: ({ id }) => {
        if (id !== "ada") throw new StatusError("NOT_FOUND", `no user ${id}`);
        return { id, name: "Ada Lovelace" };
      },
    });
    server.add(OrderService, {
      createOrder: ({ userId }) => ({ id: "7", userId }),
      getOrder: ({ id }, context) => {
        deadline = context.deadline;
        return { id, userId: "ada", totalCents: 100n };
      },
      markPaid: ({ id }) => {
        paid.push(id);
        return { id, status: OrderStatus.PAID };
      },
    });
    server.add(PaymentService, {
      async *authorize(requests) {
        for await (const { step } of requests) {
          if (step.case !== "charge") continue;
          yield { step: { case: "challenge", value: "?" } };
          yield { step: { case: "payment", value: step.value } };
          return;
        }
      },
      getPayment: () => {
        throw new StatusError("NOT_FOUND", "not paid for");
      },
    });
    const backends = {
      users: createClient(UserService, channel),
      orders: createClient(OrderService, channel),
      payments: createClient(PaymentService, channel),
      catalog: createClient(CatalogService, channel),
      support: createClient(SupportService, channel),
    };
    server.add(StorefrontService, storefrontService(backends));
    storefront = createClient(StorefrontService, channel);
  });
  after(async () => {
    await channel.close();
    await server.close({ graceMs: 0 });
  });

  test("takes orders of known users only", async () => {
    assert.equal((await storefront.placeOrder({ userId: "ada" })).id, "7");
    await assert.rejects(storefront.placeOrder({ userId: "bob" }), { code: "NOT_FOUND" });
  });

  test("charges what the order says, and marks it as paid before it tells the buyer", async () => {
    const talk = storefront.checkout([{ step: { case: "orderId", value: "7" } }]);
    const answers: string[] = [];
    for await (const { step } of talk) {
      answers.push(step.case ?? "nothing");
      if (step.case === "payment") assert.equal(step.value.amountCents, 100n);
    }
    assert.deepEqual(answers, ["challenge", "payment"]);
    assert.deepEqual(paid, ["7"]);
  });

  test("writes receipts for orders that are not paid for", async () => {
    const { order, buyer, payment } = await storefront.getReceipt({ orderId: "7" });
    assert.equal(order?.id, "7");
    assert.equal(buyer?.name, "Ada Lovelace");
    assert.equal(payment, undefined);
  });

  test("passes the caller's deadline on", async () => {
    await storefront.getReceipt({ orderId: "7" }, { timeoutMs: 60_000 });
    assert.ok(deadline !== undefined && deadline.getTime() <= Date.now() + 60_100);
  });
});

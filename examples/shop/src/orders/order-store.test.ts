import assert from "node:assert/strict";
import { test } from "node:test";
import { openDatabase } from "../common/database.ts";
import { CreateOrderRequest } from "../gen/shop/orders/v1/orders.ts";
import { catalogue } from "./catalogue.ts";
import { OrderStore } from "./order-store.ts";
import { ordersSchema } from "./schema.ts";

test("a repeat of the order that took the last items returns that order", async () => {
  const database = await openDatabase(ordersSchema);
  try {
    const store = new OrderStore(database);
    const product = catalogue.keys().next().value ?? assert.fail("the catalogue is empty");
    await database.query(
      "INSERT INTO shop_orders.stock VALUES ($1, 2) ON CONFLICT (product) DO UPDATE SET quantity = 2",
      [product],
    );
    const order = (idempotencyKey: string, quantity: number) =>
      CreateOrderRequest.create({
        userId: "1",
        address: "here",
        idempotencyKey,
        items: [{ product, quantity }],
      });
    const { id } = await store.add(order("a", 2));
    assert.equal((await store.add(order("a", 2))).id, id);
    await assert.rejects(store.add(order("b", 1)), { code: "FAILED_PRECONDITION" });
    await assert.rejects(store.add(order("", 1)), { code: "FAILED_PRECONDITION" });
  } finally {
    await database.close();
  }
});

import { EventEmitter, on } from "node:events";
import { StatusError } from "tramline";
import type { Database } from "../common/database.ts";
import { type CreateOrderRequest, type Order, OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import { catalogue } from "./catalogue.ts";
import { type OrderRow, orderOf } from "./schema.ts";

/** The orders in the database, and word of every change. */
export class OrderStore {
  private readonly database: Database;
  private readonly changed = new EventEmitter().setMaxListeners(0);

  constructor(database: Database) {
    this.database = database;
  }

  async add({ userId, items }: CreateOrderRequest): Promise<Order> {
    let totalCents = 0n;
    for (const { product, quantity } of items) {
      totalCents += (catalogue.get(product) ?? 0n) * BigInt(quantity);
    }
    const [row] = await this.database.query<OrderRow>(
      `INSERT INTO shop_orders.orders (user_id, items, total_cents, status)
       VALUES ($1, $2::jsonb, $3, $4) RETURNING *`,
      [userId, JSON.stringify(items), totalCents, OrderStatus.PLACED],
    );
    return orderOf(row as OrderRow);
  }

  /** @throws StatusError NOT_FOUND */
  async find(id: string): Promise<Order> {
    const [row] = await this.database.query<OrderRow>(
      "SELECT * FROM shop_orders.orders WHERE id::text = $1",
      [id],
    );
    if (row === undefined) throw new StatusError("NOT_FOUND", `no order ${JSON.stringify(id)}`);
    return orderOf(row);
  }

  /**
   * Takes an order one step further.
   *
   * @throws StatusError NOT_FOUND; FAILED_PRECONDITION when the order is not where the step begins
   */
  async advance(id: string, from: OrderStatus, to: OrderStatus): Promise<Order> {
    const [row] = await this.database.query<OrderRow>(
      "UPDATE shop_orders.orders SET status = $3 WHERE id::text = $1 AND status = $2 RETURNING *",
      [id, from, to],
    );
    if (row === undefined) {
      const { status } = await this.find(id);
      throw new StatusError("FAILED_PRECONDITION", `order ${id} has status ${status}, not ${from}`);
    }
    const order = orderOf(row);
    this.changed.emit(id, order);
    return order;
  }

  /** An order as it is, and again after every change, until the signal is aborted. */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<Order> {
    // Listening begins before the order is read, so that no change is missed in between.
    const changes = on(this.changed, id, { signal });
    yield await this.find(id);
    for await (const [order] of changes as AsyncIterable<[Order]>) yield order;
  }
}

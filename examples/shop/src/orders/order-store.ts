import { EventEmitter, on } from "node:events";
import { StatusError } from "tramline";
import type { Database } from "../common/database.ts";
import { type CreateOrderRequest, type Order, OrderStatus } from "../gen/shop/orders/v1/orders.ts";
import { catalogue } from "./catalogue.ts";
import { outOfStock } from "./out-of-stock.ts";
import { type OrderRow, orderOf } from "./schema.ts";

// The SQLSTATEs of statements that failed.
const UNIQUE_VIOLATION = "23505";
const CHECK_VIOLATION = "23514";
const OUT_OF_RANGE = "22003";

function sqlStateOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** The orders in the database, and word of every change. */
export class OrderStore {
  private readonly database: Database;
  private readonly changed = new EventEmitter().setMaxListeners(0);

  constructor(database: Database) {
    this.database = database;
  }

  /**
   * Adds an order and takes its items from the stock, both or neither. With a key that was used before, it
   * returns the order of that time.
   *
   * @throws StatusError FAILED_PRECONDITION when there is not enough of something
   */
  async add(request: CreateOrderRequest): Promise<Order> {
    const { userId, items, address, idempotencyKey } = request;
    let totalCents = 0n;
    for (const { product, quantity } of items) {
      totalCents += (catalogue.get(product)?.priceCents ?? 0n) * BigInt(quantity);
    }
    try {
      const [row] = await this.database.query<OrderRow>(
        `WITH wanted AS (
           SELECT product, sum(quantity) AS quantity
           FROM jsonb_to_recordset($2::jsonb) AS i(product text, quantity bigint) GROUP BY product
         ), taken AS (
           UPDATE shop_orders.stock SET quantity = stock.quantity - wanted.quantity
           FROM wanted WHERE stock.product = wanted.product
         )
         INSERT INTO shop_orders.orders (user_id, items, total_cents, status, address, idempotency_key)
         VALUES ($1, $2::jsonb, $3, $4, $5, nullif($6, '')) RETURNING *`,
        [userId, JSON.stringify(items), totalCents, OrderStatus.PLACED, address, idempotencyKey],
      );
      return orderOf(row as OrderRow);
    } catch (error) {
      switch (sqlStateOf(error)) {
        case UNIQUE_VIOLATION: {
          const known = await this.findByKey(request);
          if (known !== undefined) return known;
          throw new StatusError("ALREADY_EXISTS", "the idempotency key is that of another order");
        }
        case CHECK_VIOLATION:
        case OUT_OF_RANGE: {
          // The repeat of the order that took the last items.
          const known = await this.findByKey(request);
          if (known !== undefined) return known;
          throw outOfStock(items, await this.stock());
        }
        default:
          throw error;
      }
    }
  }

  private async findByKey(request: CreateOrderRequest): Promise<Order | undefined> {
    const { userId, idempotencyKey } = request;
    if (idempotencyKey === "") return undefined;
    const [row] = await this.database.query<OrderRow>(
      "SELECT * FROM shop_orders.orders WHERE idempotency_key = $1 AND user_id = $2",
      [idempotencyKey, userId],
    );
    return row === undefined ? undefined : orderOf(row);
  }

  private async stock(): Promise<Map<string, number>> {
    const rows = await this.database.query<{ product: string; quantity: number }>(
      "SELECT product, quantity FROM shop_orders.stock",
    );
    return new Map(rows.map(({ product, quantity }) => [product, quantity]));
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

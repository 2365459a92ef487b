import { timestampFromDate } from "@tramline/protobuf/wkt";
import type { Order, OrderStatus } from "../gen/shop/orders/v1/orders.ts";

/** The tables of the orders. */
export const ordersSchema = `
  CREATE SCHEMA IF NOT EXISTS shop_orders;
  CREATE TABLE IF NOT EXISTS shop_orders.orders (
    id          bigint GENERATED ALWAYS AS IDENTITY (START WITH 1001) PRIMARY KEY,
    user_id     text NOT NULL,
    items       jsonb NOT NULL,
    total_cents bigint NOT NULL,
    status      integer NOT NULL,
    placed_at   timestamptz NOT NULL DEFAULT now()
  );
  ALTER TABLE shop_orders.orders ADD COLUMN IF NOT EXISTS address text NOT NULL DEFAULT '';
  ALTER TABLE shop_orders.orders ADD COLUMN IF NOT EXISTS idempotency_key text UNIQUE;
  CREATE TABLE IF NOT EXISTS shop_orders.stock (
    product  text PRIMARY KEY,
    quantity integer NOT NULL CHECK (quantity >= 0)
  );
`;

/** A row of shop_orders.orders. Drivers give a bigint as they like: number, bigint or text. */
export interface OrderRow {
  readonly id: number | bigint | string;
  readonly user_id: string;
  readonly items: { readonly product: string; readonly quantity: number }[];
  readonly total_cents: number | bigint | string;
  readonly status: OrderStatus;
  readonly placed_at: Date;
  readonly address: string;
}

/** The order in a row. */
export function orderOf(row: OrderRow): Order {
  return {
    id: String(row.id),
    status: row.status,
    userId: row.user_id,
    items: row.items,
    totalCents: BigInt(row.total_cents),
    placedAt: timestampFromDate(row.placed_at),
    address: row.address,
  };
}

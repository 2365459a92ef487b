import type { Payment } from "../gen/shop/payments/v1/payments.ts";

/** The tables of the payments. */
export const paymentsSchema = `
  CREATE SCHEMA IF NOT EXISTS shop_payments;
  CREATE TABLE IF NOT EXISTS shop_payments.payments (
    id           bigint GENERATED ALWAYS AS IDENTITY (START WITH 70001) PRIMARY KEY,
    order_id     text NOT NULL UNIQUE,
    amount_cents bigint NOT NULL
  );
`;

/** A row of shop_payments.payments. Drivers give a bigint as they like: number, bigint or text. */
export interface PaymentRow {
  readonly id: number | bigint | string;
  readonly order_id: string;
  readonly amount_cents: number | bigint | string;
}

/** The payment in a row. */
export function paymentOf(row: PaymentRow): Payment {
  return {
    id: String(row.id),
    orderId: row.order_id,
    amountCents: BigInt(row.amount_cents),
  };
}

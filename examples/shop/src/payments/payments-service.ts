import { type ServiceImplementation, StatusError } from "tramline";
import type { Database } from "../common/database.ts";
import {
  Card,
  type Charge,
  type Payment,
  type PaymentService,
} from "../gen/shop/payments/v1/payments.ts";
import { createChallenge } from "./challenge.ts";
import { chargeCard, checkCard } from "./charge-card.ts";
import { type PaymentRow, paymentOf } from "./schema.ts";

/** How many codes may be wrong. */
const WRONG_CODES = 1;

/** The payments, in a database. */
export function paymentsService(database: Database): ServiceImplementation<typeof PaymentService> {
  return {
    // A conversation is a loop: what comes in, and what goes out, each when it is time for it.
    async *authorize(requests) {
      let charge: Charge | undefined;
      let challenge = createChallenge();
      let wrongCodes = 0;
      for await (const { step } of requests) {
        if (charge === undefined) {
          if (step.case !== "charge") {
            throw new StatusError("INVALID_ARGUMENT", "say first what is to be paid: charge");
          }
          charge = step.value;
        } else if (step.case === "code" && step.value === challenge.code) {
          yield { step: { case: "payment", value: await pay(database, charge) } };
          return;
        } else if (wrongCodes++ === WRONG_CODES) {
          throw new StatusError("PERMISSION_DENIED", "that was not the code");
        } else {
          challenge = createChallenge();
        }
        yield { step: { case: "challenge", value: challenge.text } };
      }
    },

    async payByCard({ charge, card = Card.create() }, { signal }) {
      if (charge === undefined) throw new StatusError("INVALID_ARGUMENT", "missing charge");
      checkCard(card);
      const earlier = await find(database, charge.orderId);
      if (earlier !== undefined) return earlier;
      await chargeCard(card, signal);
      return pay(database, charge);
    },

    async getPayment({ orderId }) {
      const payment = await find(database, orderId);
      if (payment === undefined) {
        throw new StatusError("NOT_FOUND", `order ${JSON.stringify(orderId)} is not paid for`);
      }
      return payment;
    },
  };
}

async function find(database: Database, orderId: string): Promise<Payment | undefined> {
  const [row] = await database.query<PaymentRow>(
    "SELECT * FROM shop_payments.payments WHERE order_id = $1",
    [orderId],
  );
  return row === undefined ? undefined : paymentOf(row);
}

async function pay(database: Database, { orderId, amountCents }: Charge): Promise<Payment> {
  const [row] = await database.query<PaymentRow>(
    `INSERT INTO shop_payments.payments (order_id, amount_cents) VALUES ($1, $2)
     ON CONFLICT (order_id) DO NOTHING RETURNING *`,
    [orderId, amountCents],
  );
  if (row === undefined) {
    throw new StatusError("ALREADY_EXISTS", `order ${JSON.stringify(orderId)} is paid for`);
  }
  return paymentOf(row);
}

import type { MessageInit } from "@tramline/protobuf";
import { detail, StatusError } from "tramline";
import { BadRequest, type BadRequest_FieldViolation, ErrorInfo } from "tramline/google/rpc";
import type { CreateOrderRequest } from "../gen/shop/orders/v1/orders.ts";
import { catalogue } from "./catalogue.ts";

/** Larger quantities are for wholesalers. */
const MOST_OF_ONE = 1000;

/** The length of other texts, in characters. */
const MOST_CHARACTERS = 500;

/** The most items of an order. */
const MOST_ITEMS = 100;

/**
 * Refuses an order that cannot be taken.
 *
 * @throws StatusError INVALID_ARGUMENT, with details for programs: a BadRequest that names every wrong
 * field, and an ErrorInfo
 */
export function checkOrder({ userId, items, address, idempotencyKey }: CreateOrderRequest): void {
  const fieldViolations: MessageInit<BadRequest_FieldViolation>[] = [];
  const complain = (field: string, description: string) =>
    fieldViolations.push({ field, description });

  if (userId === "") complain("user_id", "must not be empty");
  if (items.length === 0) complain("items", "an order has at least one item");
  if (items.length > MOST_ITEMS) complain("items", `an order has at most ${MOST_ITEMS} items`);
  const texts = { user_id: userId, address, idempotency_key: idempotencyKey };
  for (const [field, text] of Object.entries(texts)) {
    if (text.length > MOST_CHARACTERS) {
      complain(field, `must have at most ${MOST_CHARACTERS} characters`);
    } else if (text.includes("\0")) {
      complain(field, "must not have the character U+0000");
    }
  }
  for (const [index, { product, quantity }] of items.entries()) {
    if (!catalogue.has(product)) {
      complain(`items[${index}].product`, `we do not sell ${JSON.stringify(product)}`);
    }
    if (quantity === 0) complain(`items[${index}].quantity`, "must be at least 1");
    if (quantity > MOST_OF_ONE)
      complain(`items[${index}].quantity`, `must be at most ${MOST_OF_ONE}`);
  }
  if (fieldViolations.length === 0) return;

  throw new StatusError("INVALID_ARGUMENT", "the order cannot be taken", {
    details: [
      detail(BadRequest, { fieldViolations }),
      detail(ErrorInfo, {
        reason: "ORDER_INVALID",
        domain: "shop.example",
        metadata: { sold: [...catalogue.keys()].join(",") },
      }),
    ],
  });
}

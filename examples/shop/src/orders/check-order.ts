import type { MessageInit } from "@tramline/protobuf";
import { detail, StatusError } from "tramline";
import { BadRequest, type BadRequest_FieldViolation, ErrorInfo } from "tramline/google/rpc";
import type { CreateOrderRequest } from "../gen/shop/orders/v1/orders.ts";
import { catalogue } from "./catalogue.ts";

/**
 * Refuses an order that cannot be taken.
 *
 * @throws StatusError INVALID_ARGUMENT, with details for programs: a BadRequest that names every wrong
 * field, and an ErrorInfo
 */
export function checkOrder({ userId, items }: CreateOrderRequest): void {
  const fieldViolations: MessageInit<BadRequest_FieldViolation>[] = [];
  const complain = (field: string, description: string) =>
    fieldViolations.push({ field, description });

  if (userId === "") complain("user_id", "must not be empty");
  if (items.length === 0) complain("items", "an order has at least one item");
  for (const [index, { product, quantity }] of items.entries()) {
    if (!catalogue.has(product)) {
      complain(`items[${index}].product`, `we do not sell ${JSON.stringify(product)}`);
    }
    if (quantity === 0) complain(`items[${index}].quantity`, "must be at least 1");
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

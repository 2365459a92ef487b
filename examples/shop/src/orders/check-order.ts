import type { MessageInit } from "@tramline/protobuf";
import { detail, StatusError } from "tramline";
import { BadRequest, type BadRequest_FieldViolation, ErrorInfo } from "tramline/google/rpc";
import type { CreateOrderRequest } from "../gen/shop/orders/v1/orders.ts";
import { catalogue } from "./catalogue.ts";

/**
 * Rejects an order of what the shop does not sell. The rules of the contract say what else an order must be.
 *
 * @throws StatusError INVALID_ARGUMENT, with details for programs: a BadRequest that names every wrong
 * field, and an ErrorInfo
 */
export function checkOrder({ items }: CreateOrderRequest): void {
  const fieldViolations: MessageInit<BadRequest_FieldViolation>[] = [];
  for (const [index, { product }] of items.entries()) {
    if (catalogue.has(product)) continue;
    const description = `we do not sell ${JSON.stringify(product)}`;
    fieldViolations.push({ field: `items[${index}].product`, description });
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

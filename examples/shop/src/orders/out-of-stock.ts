// The error for an order of more than there is.
import { detail, StatusError } from "tramline";
import { ErrorInfo, PreconditionFailure } from "tramline/google/rpc";
import type { Item } from "../gen/shop/orders/v1/orders.ts";
import { catalogue } from "./catalogue.ts";

/**
 * Returns the error that names each item of which there is not enough.
 *
 * @param stock how many are left, by product
 */
export function outOfStock(
  items: readonly Pick<Item, "product" | "quantity">[],
  stock: ReadonlyMap<string, number>,
): StatusError {
  const wanted = new Map<string, number>();
  for (const { product, quantity } of items) {
    wanted.set(product, (wanted.get(product) ?? 0) + quantity);
  }
  const violations = [];
  const left: Record<string, string> = {};
  for (const [index, { product }] of items.entries()) {
    const available = stock.get(product) ?? 0;
    if ((wanted.get(product) ?? 0) <= available) continue;
    const name = catalogue.get(product)?.name ?? product;
    const description = available === 0 ? `${name} is sold out` : `${name}: only ${available} left`;
    violations.push({ type: "STOCK", subject: `items[${index}]`, description });
    left[product] = String(available);
  }
  return new StatusError("FAILED_PRECONDITION", "there is not enough left", {
    details: [
      detail(PreconditionFailure, { violations }),
      detail(ErrorInfo, {
        reason: "OUT_OF_STOCK",
        domain: "shop.example",
        metadata: new Map(Object.entries(left)),
      }),
    ],
  });
}

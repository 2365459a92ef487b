// The cart together with what the catalogue says of it.
import type { Product } from "../../../src/gen/shop/catalog/v1/catalog.ts";
import { cart } from "../state/cart.ts";
import { catalogue } from "../state/catalogue.ts";
import { useStore } from "../state/store.ts";

/** A product in the cart. */
export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

/** The lines of the cart in their order; products that the shop does not have any more are left out. */
export function useCartLines(): { lines: readonly CartLine[]; totalCents: bigint } {
  const items = useStore(cart);
  const { products = [] } = useStore(catalogue);
  const lines = Object.entries(items).flatMap(([id, quantity]) => {
    const product = products.find((one) => one.id === id);
    return product === undefined ? [] : [{ product, quantity }];
  });
  const totalCents = lines.reduce(
    (sum, { product, quantity }) => sum + product.priceCents * BigInt(quantity),
    0n,
  );
  return { lines, totalCents };
}

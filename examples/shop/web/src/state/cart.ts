// The cart: how many of which product, in this browser.
import { isRecord, savedStore } from "./saved.ts";

/** Quantities by the ids of products, in the order in which they were added. */
export type Cart = Readonly<Record<string, number>>;

export const cart = savedStore<Cart>("tea-line.cart", (stored) => {
  if (!isRecord(stored)) return {};
  const isQuantity = (entry: [string, unknown]): entry is [string, number] =>
    Number.isInteger(entry[1]) && Number(entry[1]) > 0;
  return Object.fromEntries(Object.entries(stored).filter(isQuantity));
});

/** Sets how many of a product are in the cart; 0 takes it out. */
export function setQuantity(productId: string, quantity: number): void {
  const { [productId]: _, ...others } = cart.value;
  if (quantity <= 0) cart.set(others);
  else if (productId in cart.value) cart.set({ ...cart.value, [productId]: quantity });
  else cart.set({ ...others, [productId]: quantity });
}

/** How many things are in a cart. */
export function countOf(items: Cart): number {
  return Object.values(items).reduce((sum, quantity) => sum + quantity, 0);
}

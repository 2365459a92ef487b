// A product in the catalogue.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Product } from "../../../src/gen/shop/catalog/v1/catalog.ts";
import { money } from "../parts/money.ts";
import { pictureOf } from "../parts/picture.ts";
import { Stepper } from "../parts/stepper.tsx";
import { cart, setQuantity } from "../state/cart.ts";
import { useStore } from "../state/store.ts";

/** From here on, buyers want to know how many are left. */
const FEW = 5;

/** A product with its picture, price, and stock, and the way into the cart. */
export function ProductCard({ product }: { product: Product }): JSX.Element {
  const { id, name, description, unit, priceCents, stock } = product;
  const quantity = useStore(cart)[id] ?? 0;
  const action = useRef<HTMLDivElement>(null);
  // The button that had the focus is replaced, and the focus must not be lost with it.
  const add = () => {
    setQuantity(id, 1);
    requestAnimationFrame(() =>
      action.current?.querySelector<HTMLElement>("button:last-of-type:not(:disabled)")?.focus(),
    );
  };
  return (
    <li class="card" data-product={id}>
      <img src={pictureOf(id)} width="320" height="240" alt="" loading="lazy" />
      <div class="card-body">
        <h2>{name}</h2>
        <p class="muted">{description}</p>
        <p class="card-price">
          <strong>{money(priceCents)}</strong>
          <span class="muted">{unit}</span>
          {stock > 0 && stock <= FEW && <span class="tag tag-warm">Only {stock} left</span>}
        </p>
        <div class="card-action" ref={action}>
          {quantity > 0 ? (
            <Stepper productId={id} name={name} quantity={quantity} most={stock} />
          ) : stock === 0 ? (
            <button type="button" class="button button-wide" disabled>
              Sold out
            </button>
          ) : (
            <button
              type="button"
              class="button button-wide"
              aria-label={`Add to cart: ${name}`}
              onClick={add}
            >
              Add to cart
            </button>
          )}
        </div>
      </div>
    </li>
  );
}

// The cart, beside the page. A modal <dialog>: the browser keeps the focus in it, closes it by Escape, and puts the
// focus back.
import type { JSX, RefObject } from "preact";
import { navigate } from "../state/route.ts";
import { useCartLines } from "./cart-lines.ts";
import { Icon } from "./icons.tsx";
import { money } from "./money.ts";
import { EmptyState } from "./notice.tsx";
import { pictureOf } from "./picture.ts";
import { Stepper } from "./stepper.tsx";

/** The cart with its sum, and the way to checkout. Opened by showModal() of the dialog. */
export function CartDialog({
  dialog,
}: {
  dialog: RefObject<HTMLDialogElement | null>;
}): JSX.Element {
  const { lines, totalCents } = useCartLines();
  const close = () => dialog.current?.close();
  const closeByBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) close();
  };
  const checkOut = () => {
    close();
    navigate("/checkout");
  };
  return (
    <dialog ref={dialog} class="drawer" aria-labelledby="cart-title" onClick={closeByBackdrop}>
      <div class="drawer-inner">
        <div class="drawer-head">
          <h2 id="cart-title">Your cart</h2>
          <button type="button" class="icon-button" aria-label="Close the cart" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        {lines.length === 0 ? (
          <EmptyState title="Your cart is empty">
            <p>Tea takes three minutes. So does choosing one.</p>
            <button type="button" class="button" onClick={close}>
              Look around
            </button>
          </EmptyState>
        ) : (
          <>
            <ul class="cart-lines">
              {lines.map(({ product, quantity }) => (
                <li key={product.id} class="cart-line">
                  <img src={pictureOf(product.id)} width="72" height="54" alt="" />
                  <div>
                    <strong>{product.name}</strong>
                    <p class="muted">
                      {money(product.priceCents)} · {product.unit}
                    </p>
                    {quantity > product.stock && (
                      <p class="field-error">
                        {product.stock === 0 ? "Sold out." : `Only ${product.stock} left.`}
                      </p>
                    )}
                    <Stepper
                      productId={product.id}
                      name={product.name}
                      quantity={quantity}
                      most={product.stock}
                    />
                  </div>
                  <span class="price">{money(product.priceCents * BigInt(quantity))}</span>
                </li>
              ))}
            </ul>
            <div class="drawer-foot">
              <p class="sum">
                <span>Total</span>
                <strong>{money(totalCents)}</strong>
              </p>
              <button type="button" class="button button-wide" onClick={checkOut}>
                Go to checkout
              </button>
            </div>
          </>
        )}
      </div>
    </dialog>
  );
}

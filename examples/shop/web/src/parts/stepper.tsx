// How many of something: a number between two buttons.
import type { JSX } from "preact";
import { setQuantity } from "../state/cart.ts";
import { Icon } from "./icons.tsx";

interface StepperProps {
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
  readonly most: number;
}

/** Changes the quantity of a product in the cart. */
export function Stepper({ productId, name, quantity, most }: StepperProps): JSX.Element {
  return (
    <div class="stepper" role="group" aria-label={`Quantity of ${name}`}>
      <button
        type="button"
        aria-label={quantity === 1 ? `Remove ${name}` : `One ${name} less`}
        onClick={() => setQuantity(productId, quantity - 1)}
      >
        <Icon name="minus" size={16} />
      </button>
      <output aria-live="polite">{quantity}</output>
      <button
        type="button"
        aria-label={`One ${name} more`}
        disabled={quantity >= most}
        onClick={() => setQuantity(productId, quantity + 1)}
      >
        <Icon name="plus" size={16} />
      </button>
    </div>
  );
}

// How far an order has come, as four steps.
import type { JSX } from "preact";
import { OrderStatus } from "../../../src/gen/shop/orders/v1/orders.ts";
import { Icon } from "../parts/icons.tsx";

const steps = [
  [OrderStatus.PLACED, "Placed", "We have your order. It waits for your payment."],
  [OrderStatus.PAID, "Paid", "Thank you. The warehouse packs it now."],
  [OrderStatus.PACKED, "Packed", "Packed, and waiting for the carrier."],
  [OrderStatus.SHIPPED, "Shipped", "It is on its way to you."],
] as const;

/** The steps, those done marked; a change is announced in a sentence. */
export function StatusSteps({ status }: { status: OrderStatus }): JSX.Element {
  const current = steps.find(([step]) => step === status);
  return (
    <>
      <ol class="steps">
        {steps.map(([step, label]) => (
          <li
            key={step}
            data-done={status >= step}
            aria-current={status === step ? "step" : undefined}
          >
            <span class="step-dot">{status >= step && <Icon name="check" size={16} />}</span>
            <span class="step-label">{label}</span>
          </li>
        ))}
      </ol>
      <p class="step-text" role="status">
        {current?.[2]}
      </p>
    </>
  );
}

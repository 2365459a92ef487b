// Checkout: who buys, where it goes, and the order itself. Paying comes after, on the order's own view: an order
// that is placed is not lost when a payment fails.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../calls/problem.ts";
import { checkForm, loadRules } from "../calls/rules.ts";
import { storefront, TIMEOUT_MS } from "../calls/storefront.ts";
import { useCartLines } from "../parts/cart-lines.ts";
import { Field, focusFirstError } from "../parts/field.tsx";
import { ViewHeading } from "../parts/heading.tsx";
import { Link } from "../parts/link.tsx";
import { money } from "../parts/money.ts";
import { EmptyState, ProblemNotice } from "../parts/notice.tsx";
import { buyer, rememberOrder } from "../state/buyer.ts";
import { cart } from "../state/cart.ts";
import { catalogue, loadCatalogue } from "../state/catalogue.ts";
import { forgetIdempotencyKey, idempotencyKey } from "../state/idempotency-key.ts";
import { navigate } from "../state/route.ts";
import { useStore } from "../state/store.ts";

/** The form, and beside it what is ordered. */
export function CheckoutView(): JSX.Element {
  const { lines, totalCents } = useCartLines();
  const { products } = useStore(catalogue);
  const [fields, setFields] = useState(buyer.value);
  const [problem, setProblem] = useState<Problem>();
  const [isPlacing, setIsPlacing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(loadRules, []);
  useEffect(() => {
    if (products === undefined) void loadCatalogue();
  }, [products]);

  const items = lines.map(({ product, quantity }) => ({ product: product.id, quantity }));
  const place = async () => {
    if (isPlacing) return;
    setIsPlacing(true);
    setProblem(undefined);
    buyer.set(fields);
    const invalid = await checkForm("buyer", fields);
    if (invalid !== undefined) {
      setProblem(invalid);
      setIsPlacing(false);
      focusFirstError(form.current);
      return;
    }
    try {
      const key = idempotencyKey({ items, fields });
      const request = { items, buyer: fields, idempotencyKey: key };
      const { id } = await storefront.placeOrder(request, { timeoutMs: TIMEOUT_MS });
      forgetIdempotencyKey();
      rememberOrder(id);
      cart.set({});
      void loadCatalogue();
      navigate(`/orders/${id}`);
    } catch (error) {
      const found = problemOf(error);
      setProblem(found);
      setIsPlacing(false);
      if (found.reason === "OUT_OF_STOCK") void loadCatalogue();
      focusFirstError(form.current);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void place();
  };
  const bind = (name: keyof typeof fields) => ({
    id: `buyer-${name}`,
    value: fields[name],
    error: problem?.fields[`buyer.${name}`],
    onInput: (value: string) => setFields((now) => ({ ...now, [name]: value })),
  });

  if (lines.length === 0 && products !== undefined && !isPlacing) {
    return (
      <>
        <ViewHeading title="Checkout" />
        <EmptyState title="Your cart is empty">
          <Link to="/" class="button">
            To the shop
          </Link>
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <ViewHeading title="Checkout" />
      <div class="columns">
        <form ref={form} class="panel" noValidate onSubmit={submit}>
          <h2>Where does it go?</h2>
          <Field {...bind("name")} label="Name" input={{ autocomplete: "name", required: true }} />
          <Field
            {...bind("email")}
            label="Email"
            input={{ type: "email", autocomplete: "email", required: true }}
          />
          <Field
            {...bind("address")}
            label="Address"
            hint="Street, city, and country."
            input={{ autocomplete: "street-address", required: true }}
          />
          {problem !== undefined && (
            <ProblemNotice
              problem={problem}
              onRetry={problem.isTransient ? () => void place() : undefined}
            >
              {problem.isTransient && <p>Trying again is safe: you will not order twice.</p>}
            </ProblemNotice>
          )}
          <button class="button button-wide" type="submit" aria-disabled={isPlacing}>
            {isPlacing ? "Placing your order…" : `Place order · ${money(totalCents)}`}
          </button>
          <p class="muted small">You pay on the next page.</p>
        </form>
        <section class="panel" aria-labelledby="summary-title">
          <h2 id="summary-title">Your order</h2>
          <ul class="summary">
            {lines.map(({ product, quantity }, index) => (
              <li key={product.id}>
                <span>
                  {quantity} × {product.name}
                  {itemError(problem, index) !== undefined && (
                    <span class="field-error">{itemError(problem, index)}</span>
                  )}
                </span>
                <span class="price">{money(product.priceCents * BigInt(quantity))}</span>
              </li>
            ))}
          </ul>
          <p class="sum">
            <span>Total</span>
            <strong>{money(totalCents)}</strong>
          </p>
        </section>
      </div>
    </>
  );
}

function itemError(problem: Problem | undefined, index: number): string | undefined {
  const name = `items[${index}]`;
  return Object.entries(problem?.fields ?? {}).find(([field]) => field.startsWith(name))?.[1];
}

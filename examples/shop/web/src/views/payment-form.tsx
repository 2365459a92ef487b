// Paying by card: what is wrong with the card beside its fields, what the bank says above the button.
import type { InputHTMLAttributes, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../calls/problem.ts";
import { checkForm, loadRules } from "../calls/rules.ts";
import { storefront, TIMEOUT_MS } from "../calls/storefront.ts";
import { Field, focusFirstError } from "../parts/field.tsx";
import { money } from "../parts/money.ts";
import { ProblemNotice } from "../parts/notice.tsx";

const cards = [
  ["4242 4242 4242 4242", "works"],
  ["4000 0000 0000 0002", "is declined"],
  ["4000 0000 0000 9995", "is empty"],
  ["4000 0000 0000 0077", "has a slow bank"],
] as const;

/** Asks for a card. What follows a payment arrives by the order's stream. */
export function PaymentForm(props: { orderId: string; totalCents: bigint }): JSX.Element {
  const { orderId, totalCents } = props;
  const [card, setCard] = useState({ number: "", expiry: "", securityCode: "" });
  const [problem, setProblem] = useState<Problem>();
  const [isPaying, setIsPaying] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  useEffect(loadRules, []);
  const pay = async () => {
    if (isPaying) return;
    setIsPaying(true);
    setProblem(undefined);
    try {
      const invalid = await checkForm("card", card);
      if (invalid !== undefined) {
        setProblem(invalid);
        focusFirstError(form.current);
        return;
      }
      await storefront.payOrder({ orderId, card }, { timeoutMs: TIMEOUT_MS });
    } catch (error) {
      setProblem(problemOf(error));
      focusFirstError(form.current);
    } finally {
      setIsPaying(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void pay();
  };
  const bind = (name: keyof typeof card) => ({
    id: `card-${name}`,
    value: card[name],
    error: problem?.fields[`card.${name}`],
    onInput: (value: string) => setCard((now) => ({ ...now, [name]: value })),
  });
  const digits = (more: InputHTMLAttributes<HTMLInputElement>) => ({
    inputMode: "numeric" as const,
    required: true,
    ...more,
  });
  return (
    <form ref={form} class="panel" noValidate onSubmit={submit}>
      <h2>Pay by card</h2>
      <Field
        {...bind("number")}
        label="Card number"
        input={digits({ autocomplete: "cc-number", placeholder: "1234 5678 9012 3456" })}
      />
      <div class="field-pair">
        <Field
          {...bind("expiry")}
          label="Expires"
          input={digits({ autocomplete: "cc-exp", placeholder: "MM/YY" })}
        />
        <Field
          {...bind("securityCode")}
          label="Security code"
          input={digits({ autocomplete: "cc-csc", placeholder: "123" })}
        />
      </div>
      {problem !== undefined && (
        <ProblemNotice
          problem={problem}
          onRetry={problem.isTransient ? () => void pay() : undefined}
        >
          {problem.isTransient && <p>Trying again is safe: an order is paid for once.</p>}
        </ProblemNotice>
      )}
      <button class="button button-wide" type="submit" aria-disabled={isPaying}>
        {isPaying ? "Asking your bank…" : `Pay ${money(totalCents)}`}
      </button>
      <details class="small">
        <summary>This shop is an example. Cards to try</summary>
        <ul class="card-list">
          {cards.map(([number, what]) => (
            <li key={number}>
              <button
                type="button"
                class="text-link"
                onClick={() => setCard({ number, expiry: "12/39", securityCode: "123" })}
              >
                {number}
              </button>{" "}
              {what}
            </li>
          ))}
        </ul>
      </details>
    </form>
  );
}

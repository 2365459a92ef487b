// What a bank says to a card: whether it can be one, and whether there is money behind it. Numbers of cards
// that are refused are fixed, as those of test systems are.
import { setTimeout as wait } from "node:timers/promises";
import { detail, StatusError } from "tramline";
import { BadRequest, ErrorInfo, LocalizedMessage } from "tramline/google/rpc";
import type { Card } from "../gen/shop/payments/v1/payments.ts";

/** How long the bank takes for the slow card: longer than any buyer waits. */
const SLOW_MS = 60_000;

const DECLINED = "4000000000000002";
const WITHOUT_MONEY = "4000000000009995";
const SLOW = "4000000000000077";

/**
 * Charges a card.
 *
 * @param signal ends the wait for the bank
 * @throws StatusError FAILED_PRECONDITION with an ErrorInfo and a text for the buyer
 */
export async function chargeCard(card: Card, signal: AbortSignal): Promise<void> {
  const digits = digitsOf(card.number);
  if (digits === SLOW) await wait(SLOW_MS, undefined, { signal });
  if (digits === DECLINED) {
    throw declined("CARD_DECLINED", "Your bank declined this card. Try another one.");
  }
  if (digits === WITHOUT_MONEY) {
    throw declined(
      "INSUFFICIENT_FUNDS",
      "There is not enough money on this card. Try another one.",
    );
  }
}

function declined(reason: string, message: string): StatusError {
  return new StatusError("FAILED_PRECONDITION", "the bank declined the payment", {
    details: [
      detail(ErrorInfo, { reason, domain: "bank.example" }),
      detail(LocalizedMessage, { locale: "en-US", message }),
    ],
  });
}

/**
 * Rejects what cannot be a card, besides what the rules of the contract reject.
 *
 * @throws StatusError INVALID_ARGUMENT with a BadRequest, whose fields begin with "card."
 */
export function checkCard({ number, expiry }: Card): void {
  const fieldViolations: { field: string; description: string }[] = [];
  const complain = (field: string, description: string) =>
    fieldViolations.push({ field: `card.${field}`, description });

  if (!hasCheckDigit(digitsOf(number))) complain("number", "has a wrong digit");
  const [month = 0, year = 0] = expiry.split("/").map(Number);
  if (new Date(2000 + year, month) <= new Date()) complain("expiry", "has passed");
  if (fieldViolations.length === 0) return;
  throw new StatusError("INVALID_ARGUMENT", "the card is not valid", {
    details: [detail(BadRequest, { fieldViolations })],
  });
}

function digitsOf(number: string): string {
  return number.replaceAll(/[ -]/g, "");
}

/** Whether the last digit fits the others (ISO/IEC 7812, annex B). */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of digits.split("").reverse().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

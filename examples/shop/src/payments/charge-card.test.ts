import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createValidator } from "@tramline/validate";
import { StatusError } from "tramline";
import { BadRequest, ErrorInfo, LocalizedMessage } from "tramline/google/rpc";
import { Card } from "../gen/shop/payments/v1/payments.ts";
import { chargeCard, checkCard } from "./charge-card.ts";

const { signal } = new AbortController();

async function refusalOf(card: Card): Promise<StatusError> {
  try {
    checkCard(card);
    await chargeCard(card, signal);
  } catch (error) {
    return StatusError.from(error);
  }
  assert.fail("the card was charged");
}

const good = { number: "4242 4242 4242 4242", expiry: "12/99", securityCode: "123" };

describe("cards", () => {
  test("a good one is charged", async () => {
    checkCard(good);
    await chargeCard(good, signal);
  });

  test("every wrong field is named", async () => {
    const fieldsOf = async (card: Card) =>
      (await refusalOf(card))
        .detailsOf(BadRequest)[0]
        ?.fieldViolations.map(({ field, description }) => `${field} ${description}`);
    const wrong = { number: "4242 4242 4242 4241", expiry: "01/20", securityCode: "123" };
    assert.deepEqual(await fieldsOf(wrong), [
      "card.number has a wrong digit",
      "card.expiry has passed",
    ]);
  });

  test("the contract says what a card looks like", () => {
    const validator = createValidator();
    const violationsOf = (card: Card) =>
      validator.validate(Card, card).map(({ fieldPath, message }) => `${fieldPath} ${message}`);
    assert.deepEqual(violationsOf(good), []);
    assert.deepEqual(violationsOf({ ...good, number: "4242-4242-4242-4242" }), []);
    for (const card of [
      Card.create(),
      { number: "4242 4242 424", expiry: "13/20", securityCode: "12x" },
    ]) {
      assert.deepEqual(violationsOf(card), [
        "number must have 12 to 19 digits",
        "expiry must be month/year, such as 09/31",
        "security_code must have 3 or 4 digits",
      ]);
    }
  });

  test("a declined one says why, to programs and to the buyer", async () => {
    const refusal = await refusalOf({ ...good, number: "4000000000000002" });
    assert.equal(refusal.code, "FAILED_PRECONDITION");
    assert.equal(refusal.detailsOf(ErrorInfo)[0]?.reason, "CARD_DECLINED");
    assert.match(refusal.detailsOf(LocalizedMessage)[0]?.message ?? "", /bank declined/);
    const empty = await refusalOf({ ...good, number: "4000000000009995" });
    assert.equal(empty.detailsOf(ErrorInfo)[0]?.reason, "INSUFFICIENT_FUNDS");
  });

  test("waiting for a slow bank ends with the call", async () => {
    const leaving = new AbortController();
    const charge = chargeCard({ ...good, number: "4000000000000077" }, leaving.signal);
    leaving.abort();
    await assert.rejects(charge, { name: "AbortError" });
  });
});

import assert from "node:assert/strict";
import { StatusError } from "tramline";
import { BadRequest, ErrorInfo } from "tramline/google/rpc";
import { paint } from "../common/colors.ts";
import type { Item } from "../gen/shop/orders/v1/orders.ts";
import type { Shop } from "./shop.ts";
import { type Step, TIMEOUT_MS } from "./step.ts";

/** Errors with details for programs. */
export const refusedOrder: Step = {
  title:
    "Errors that programs can read: by the rules of the contract, and of what orders complains of",
  code: ["catch (error) { const [bad] = StatusError.from(error).detailsOf(BadRequest); … }"],
  async run(shop) {
    // The storefront does not even ask the orders: its contract says how many an order may have.
    const ofNone = await refusal(shop, [{ product: "teapot", quantity: 0 }]);
    assert.deepEqual(fieldsOf(ofNone), ["items[0].quantity"]);
    assert.equal(ofNone.detailsOf(BadRequest)[0]?.fieldViolations[0]?.reason, "uint32.gte_lte");

    const ofUnicorns = await refusal(shop, [
      { product: "teapot", quantity: 1 },
      { product: "unicorn", quantity: 1 },
    ]);
    const [errorInfo] = ofUnicorns.detailsOf(ErrorInfo);
    console.log(`  reason ${errorInfo?.reason} of ${errorInfo?.domain}`);
    assert.deepEqual(fieldsOf(ofUnicorns), ["items[1].product"]);
    assert.equal(errorInfo?.reason, "ORDER_INVALID");
    assert.ok(errorInfo.metadata.get("sold")?.includes("teapot"));
  },
};

/** Places an order that is rejected, and prints which fields are wrong. */
async function refusal({ storefront, timeline }: Shop, items: Item[]): Promise<StatusError> {
  const error = await storefront
    .placeOrder({ userId: "ada", items }, { timeoutMs: TIMEOUT_MS })
    .then(
      () => assert.fail("the order was taken"),
      (thrown: unknown) => StatusError.from(thrown),
    );
  await timeline.settled();
  assert.equal(error.code, "INVALID_ARGUMENT");
  for (const { field, description } of error.detailsOf(BadRequest)[0]?.fieldViolations ?? []) {
    console.log(`  ${paint("red", field)} ${description}`);
  }
  return error;
}

function fieldsOf(error: StatusError): string[] | undefined {
  return error.detailsOf(BadRequest)[0]?.fieldViolations.map(({ field }) => field);
}

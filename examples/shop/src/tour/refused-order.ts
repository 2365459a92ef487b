import assert from "node:assert/strict";
import { StatusError } from "tramline";
import { BadRequest, ErrorInfo } from "tramline/google/rpc";
import { paint } from "../common/colors.ts";
import { type Step, TIMEOUT_MS } from "./step.ts";

/** An error with details for programs. */
export const refusedOrder: Step = {
  title:
    "An error that programs can read: what orders complains of comes through the storefront, typed",
  code: ["catch (error) { const [bad] = StatusError.from(error).detailsOf(BadRequest); … }"],
  async run({ storefront, timeline }) {
    const items = [
      { product: "teapot", quantity: 0 },
      { product: "unicorn", quantity: 1 },
    ];
    const error = await storefront
      .placeOrder({ userId: "ada", items }, { timeoutMs: TIMEOUT_MS })
      .then(
        () => assert.fail("the order was taken"),
        (thrown: unknown) => StatusError.from(thrown),
      );
    await timeline.settled();

    assert.equal(error.code, "INVALID_ARGUMENT");
    const [badRequest] = error.detailsOf(BadRequest);
    const [errorInfo] = error.detailsOf(ErrorInfo);
    for (const { field, description } of badRequest?.fieldViolations ?? []) {
      console.log(`  ${paint("red", field)} ${description}`);
    }
    console.log(`  reason ${errorInfo?.reason} of ${errorInfo?.domain}`);
    assert.deepEqual(
      badRequest?.fieldViolations.map(({ field }) => field),
      ["items[0].quantity", "items[1].product"],
    );
    assert.equal(errorInfo?.reason, "ORDER_INVALID");
    assert.ok(errorInfo.metadata.get("sold")?.includes("teapot"));
  },
};

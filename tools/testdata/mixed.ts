import assert from "node:assert/strict";
import test, { describe } from "node:test";

test("passes", () => {});
test("is left out", { skip: "to show how that is told" }, () => {});
describe("suite", () => {
  test("fails", () => assert.equal(1, 2));
  test("passes too", () => {});
});
test("outer", async (t) => {
  await t.test("inner", () => {
    throw new Error("from inside");
  });
});

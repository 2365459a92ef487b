import { test } from "node:test";

test("passes at \u2028 and \u2029", () => {});

test("fails at \u2028 and \u2029", () => {
  throw new Error("message \u2028 and \u2029");
});

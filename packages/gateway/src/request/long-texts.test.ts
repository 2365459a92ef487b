// Texts of a query that are long and invalid: each is read once. In quadratic time these would take hours, and the
// tests would be ended as ones that hang.
import assert from "node:assert/strict";
import { test } from "node:test";
import { descriptorOf, dynamicType } from "@tramline/protobuf";
import { UninterpretedOption } from "@tramline/protobuf/wkt/descriptor";
import type { Binding } from "../rule/binding.ts";
import { applyQuery } from "./query.ts";

const LENGTH = 4_000_000;
const input = descriptorOf(UninterpretedOption);

function apply(query: string): void {
  const binding = { method: { input }, bound: [] } as unknown as Binding;
  applyQuery(dynamicType(input).create(), binding, query, { rejectsUnknown: true });
}

test("a name of brackets is unknown", () => {
  assert.throws(() => apply("[".repeat(LENGTH)), /the request has no such field/);
});

test("digits that end with a letter are not a number", () => {
  assert.throws(
    () => apply(`doubleValue=${"1".repeat(LENGTH)}x`),
    /expected a number, got "1{57}\.\.\."/,
  );
});

test("numbers have digits before or behind their point, or both", () => {
  for (const text of ["1", "1.", ".5", "-1.5e3", "2E-1", "1.e2"]) apply(`doubleValue=${text}`);
  for (const text of [".", "e1", "1e", "1.5.", "--1", ""]) {
    assert.throws(() => apply(`doubleValue=${text}`), /expected a number/, text);
  }
});

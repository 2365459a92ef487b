// Options of validators and of the interceptor that plain JavaScript may pass: typos and values of the wrong kind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRegistry } from "@tramline/protobuf";
import { createValidator, validationInterceptor } from "@tramline/validate";

function rejects(take: (options: never) => unknown, cases: readonly [unknown, RegExp][]): void {
  for (const [options, message] of cases) {
    assert.throws(() => take(options as never), { name: "TypeError", message });
  }
}

test("createValidator rejects unknown and mistyped options", () => {
  rejects(createValidator, [
    [null, /^invalid options of createValidator: expected an object, got null/],
    [[], /^invalid options of createValidator: expected an object/],
    [{ maxViolation: 1 }, /^unknown option maxViolation of createValidator.*maxViolations/],
    [{ maxViolations: "5" }, /^invalid maxViolations: expected a number of at least 1, got "5"/],
    [{ registry: "forms" }, /^invalid registry: expected a registry, got "forms"/],
    [{ registry: null }, /^invalid registry: expected a registry, got null/],
    [{ now: 5 }, /^invalid now: expected a function, got 5/],
  ]);
});

test("validationInterceptor rejects unknown and mistyped options", () => {
  rejects(validationInterceptor, [
    ["responses", /^invalid options of validationInterceptor: expected an object/],
    [{ response: true }, /^unknown option response of validationInterceptor.*responses/],
    [{ responses: "false" }, /^invalid responses: expected true or false, got "false"/],
    [{ validator: createValidator }, /^invalid validator: expected a validator/],
    [{ validator: {} }, /^invalid validator: expected a validator/],
  ]);
});

test("valid options, and undefined ones, pass", () => {
  const registry = createRegistry();
  const validator = createValidator({ maxViolations: Infinity, registry, now: Date.now });
  createValidator({ maxViolations: undefined, registry: undefined, now: undefined });
  assert.equal(typeof validationInterceptor({ validator, responses: true }), "function");
  assert.equal(
    typeof validationInterceptor({ validator: undefined, responses: false }),
    "function",
  );
});

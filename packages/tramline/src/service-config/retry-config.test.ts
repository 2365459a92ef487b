import assert from "node:assert/strict";
import { test } from "node:test";
import { createBalancerRegistry } from "../balancer/balancer.ts";
import { defaultBalancers } from "../balancer/default-balancers.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { parseServiceConfig, type ServiceConfigJson } from "./service-config.ts";

const rules = { balancers: createBalancerRegistry(defaultBalancers), maxAttempts: 5 };
const parse = (json: unknown) => parseServiceConfig(json as ServiceConfigJson, rules);

const RETRY = {
  maxAttempts: 3,
  initialBackoff: "0.1s",
  maxBackoff: "1s",
  backoffMultiplier: 1.5,
  retryableStatusCodes: ["UNAVAILABLE"],
};
const HEDGING = { maxAttempts: 3, hedgingDelay: "0.5s", nonFatalStatusCodes: [14, "internal"] };

function wrong(json: unknown, message: RegExp): void {
  assert.throws(
    () => parse(json),
    (error) => error instanceof ConfigurationError && message.test(error.message),
    JSON.stringify(json),
  );
}

test("a hedging policy is read; its delay and its codes may be left out", () => {
  const policyOf = (hedgingPolicy: unknown) =>
    parse({ methodConfig: [{ name: [{}], hedgingPolicy }] }).method("/a/b")?.hedgingPolicy;
  assert.deepEqual(policyOf(HEDGING), {
    maxAttempts: 3,
    hedgingDelayMs: 500,
    nonFatalCodes: new Set(["UNAVAILABLE", "INTERNAL"]),
  });
  assert.deepEqual(policyOf({ maxAttempts: 9 }), {
    maxAttempts: 5,
    hedgingDelayMs: 0,
    nonFatalCodes: new Set(),
  });
});

test("throttling is read, its ratio to three decimals", () => {
  const throttlingOf = (retryThrottling: unknown) => parse({ retryThrottling }).retryThrottling;
  assert.deepEqual(throttlingOf({ maxTokens: 10, tokenRatio: 0.1234 }), {
    maxTokens: 10,
    tokenRatio: 0.123,
  });
  assert.deepEqual(throttlingOf({ maxTokens: 1000, tokenRatio: 2 }), {
    maxTokens: 1000,
    tokenRatio: 2,
  });
  assert.equal(parse({}).retryThrottling, undefined);
});

test("mistakes are named with their place", () => {
  const method = (fields: object, message: RegExp) =>
    wrong({ methodConfig: [{ name: [{}], ...fields }] }, message);
  method(
    { retryPolicy: RETRY, hedgingPolicy: HEDGING },
    /\[0\].*has both retryPolicy and hedgingPolicy; remove one/,
  );
  method({ retryPolicy: { ...RETRY, maxAttempts: 1 } }, /retryPolicy\.maxAttempts/);
  method({ retryPolicy: { ...RETRY, maxAttempts: 2.5 } }, /retryPolicy\.maxAttempts/);
  method({ retryPolicy: { ...RETRY, maxAttempts: undefined } }, /retryPolicy\.maxAttempts/);
  method({ retryPolicy: { ...RETRY, initialBackoff: "0s" } }, /retryPolicy\.initialBackoff/);
  method({ retryPolicy: { ...RETRY, maxBackoff: "-1s" } }, /retryPolicy\.maxBackoff/);
  method({ retryPolicy: { ...RETRY, backoffMultiplier: 0 } }, /retryPolicy\.backoffMultiplier/);
  method({ retryPolicy: { ...RETRY, retryableStatusCodes: [] } }, /retryableStatusCodes/);
  method({ retryPolicy: { ...RETRY, retryableStatusCodes: ["OK"] } }, /retryableStatusCodes\[0\]/);
  method({ retryPolicy: { ...RETRY, retryableStatusCodes: [0] } }, /retryableStatusCodes\[0\]/);
  method({ retryPolicy: { ...RETRY, retryableStatusCodes: ["BUSY"] } }, /got "BUSY"/);
  method({ retryPolicy: [] }, /retryPolicy/);
  method({ hedgingPolicy: { ...HEDGING, maxAttempts: 1 } }, /hedgingPolicy\.maxAttempts/);
  method({ hedgingPolicy: { ...HEDGING, hedgingDelay: "soon" } }, /hedgingPolicy\.hedgingDelay/);
  method({ hedgingPolicy: { ...HEDGING, nonFatalStatusCodes: [99] } }, /nonFatalStatusCodes\[0\]/);
  for (const [throttling, place] of [
    [{ maxTokens: 0, tokenRatio: 1 }, /maxTokens/],
    [{ maxTokens: 1001, tokenRatio: 1 }, /maxTokens in the service config: expected at most 1000/],
    [{ maxTokens: 10, tokenRatio: 0 }, /tokenRatio/],
    [
      { maxTokens: 10, tokenRatio: 0.0001 },
      /tokenRatio in the service config: expected at least 0\.001/,
    ],
    [{ maxTokens: 10 }, /tokenRatio/],
    [5, /retryThrottling/],
  ] as const) {
    wrong({ retryThrottling: throttling }, place);
  }
});

test("a load balancing policy by its mere name, as of old", () => {
  assert.equal(parse({ loadBalancingPolicy: "ROUND_ROBIN" }).balancer?.factory.name, "round_robin");
  const both = { loadBalancingPolicy: "round_robin", loadBalancingConfig: [{ pick_first: {} }] };
  assert.equal(parse(both).balancer?.factory.name, "pick_first");
  wrong({ loadBalancingPolicy: "best" }, /"best"/);
});

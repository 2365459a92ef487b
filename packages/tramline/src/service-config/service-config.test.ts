import assert from "node:assert/strict";
import { test } from "node:test";
import { createBalancerRegistry } from "../balancer/balancer.ts";
import { defaultBalancers } from "../balancer/default-balancers.ts";
import { ConfigurationError, type ConfigurationErrorCode } from "../configuration-error.ts";
import {
  EMPTY_SERVICE_CONFIG,
  parseServiceConfig,
  type ServiceConfigJson,
} from "./service-config.ts";

function parse(json: unknown) {
  return parseServiceConfig(json as ServiceConfigJson, {
    balancers: createBalancerRegistry(defaultBalancers),
    maxAttempts: 5,
  });
}

function wrong(json: unknown, code: ConfigurationErrorCode, message: RegExp) {
  assert.throws(
    () => parse(json),
    (error) =>
      error instanceof ConfigurationError && error.code === code && message.test(error.message),
    JSON.stringify(json),
  );
}

test("the first known policy is chosen", () => {
  const config = parse({
    loadBalancingConfig: [{ ring_hash: { x: 1 } }, { round_robin: {} }, { pick_first: {} }],
  });
  assert.equal(config.balancer?.factory.name, "round_robin");
  const shuffled = parse('{"loadBalancingConfig":[{"pick_first":{"shuffleAddressList":true}}]}');
  assert.deepEqual(shuffled.balancer?.config, { shuffleAddressList: true });
  assert.equal(parse({}).balancer, undefined);
});

test("a method's own entry counts before its service's, and that before the default", () => {
  const config = parse({
    methodConfig: [
      { name: [{}], timeout: "3s" },
      { name: [{ service: "shop.v1.OrderService" }, { service: "a.B" }], timeout: "2s" },
      {
        name: [{ service: "shop.v1.OrderService", method: "GetOrder" }],
        timeout: "1.25s",
        waitForReady: true,
        maxRequestMessageBytes: "1024",
        maxResponseMessageBytes: 0,
      },
      { timeout: "9s" },
    ],
  });
  assert.deepEqual(config.method("/shop.v1.OrderService/GetOrder"), {
    place: "methodConfig[2]",
    waitForReady: true,
    timeoutMs: 1_250,
    maxRequestMessageBytes: 1_024,
    maxResponseMessageBytes: 0,
    retryPolicy: undefined,
    hedgingPolicy: undefined,
  });
  assert.equal(config.method("/shop.v1.OrderService/WatchOrder")?.timeoutMs, 2_000);
  assert.equal(config.method("/a.B/C")?.timeoutMs, 2_000);
  assert.equal(config.method("/a.Bc/C")?.timeoutMs, 3_000);
  assert.equal(EMPTY_SERVICE_CONFIG.method("/a.B/C"), undefined);
});

const RETRY = {
  maxAttempts: 9,
  initialBackoff: "0.1s",
  maxBackoff: "1s",
  backoffMultiplier: 2,
  retryableStatusCodes: ["unavailable", 8],
};

test("a retry policy is read; more than five attempts are not made", () => {
  const config = parse({ methodConfig: [{ name: [{}], retryPolicy: RETRY }] });
  assert.deepEqual(config.method("/a/b")?.retryPolicy, {
    maxAttempts: 5,
    initialBackoffMs: 100,
    maxBackoffMs: 1_000,
    backoffMultiplier: 2,
    retryableCodes: new Set(["UNAVAILABLE", "RESOURCE_EXHAUSTED"]),
  });
});

test("durations are exact", () => {
  const timeoutMs = (timeout: unknown) =>
    parse({ methodConfig: [{ name: [{}], timeout }] }).method("/a/b")?.timeoutMs;
  assert.equal(timeoutMs("0s"), 0);
  assert.equal(timeoutMs("0.000000001s"), 1e-6);
  assert.equal(timeoutMs("315576000000s"), 315_576_000_000_000);
  for (const timeout of ["1", "1ms", "-1s", "1.s", "", " 1s", 1, "1.0000000001s"]) {
    wrong(
      { methodConfig: [{ name: [{}], timeout }] },
      "SERVICE_CONFIG_FIELD_INVALID",
      /methodConfig\[0\]\.timeout/,
    );
  }
});

test("mistakes are named with their place", () => {
  wrong("{", "SERVICE_CONFIG_NOT_JSON", /JSON/);
  wrong("[]", "SERVICE_CONFIG_FIELD_INVALID", /object/);
  wrong(
    { loadBalancingConfig: {} },
    "SERVICE_CONFIG_FIELD_INVALID",
    /invalid loadBalancingConfig in the service config: expected an array, got an object/,
  );
  wrong({ loadBalancingConfig: [] }, "LOAD_BALANCING_POLICY_UNKNOWN", /pick_first, round_robin/);
  wrong({ loadBalancingConfig: [{ a: {} }] }, "LOAD_BALANCING_POLICY_UNKNOWN", /"a"/);
  wrong(
    { loadBalancingConfig: [{ a: {}, b: {} }] },
    "LOAD_BALANCING_CONFIG_INVALID",
    /expected one field.*got 2 fields/,
  );
  wrong(
    { loadBalancingConfig: [{ pick_first: { shuffleAddressList: 1 } }] },
    "LOAD_BALANCING_CONFIG_INVALID",
    /pick_first: invalid shuffleAddressList/,
  );
  const method = (fields: object, place: RegExp) =>
    wrong({ methodConfig: [{ name: [{}], ...fields }] }, "SERVICE_CONFIG_FIELD_INVALID", place);
  method({ waitForReady: "yes" }, /\[0\]\.waitForReady/);
  method({ maxRequestMessageBytes: -1 }, /\[0\]\.maxRequestMessageBytes/);
  method({ maxRequestMessageBytes: 1.5 }, /an integer, got 1\.5/);
  method(
    { name: [{ method: "GetOrder" }] },
    /name\[0\]\.service.*expected the service of the method/,
  );
  method({ retryPolicy: { ...RETRY, maxAttempts: 1 } }, /retryPolicy\.maxAttempts/);
  method({ retryPolicy: { ...RETRY, initialBackoff: "0s" } }, /initialBackoff/);
  method({ retryPolicy: { ...RETRY, backoffMultiplier: 0 } }, /backoffMultiplier/);
  method({ retryPolicy: { ...RETRY, retryableStatusCodes: [] } }, /retryableStatusCodes/);
  method(
    { retryPolicy: { ...RETRY, retryableStatusCodes: ["toString"] } },
    /retryableStatusCodes\[0\]/,
  );
  wrong(
    { methodConfig: [{ name: [{ service: "a.B" }] }, { name: [{ service: "a.B" }] }] },
    "SERVICE_CONFIG_NAME_DUPLICATE",
    /methodConfig\[1\]\.name\[0\].*\/a\.B\/ is configured a second time/,
  );
});

test("a service config that is not an object throws, and the error names it", () => {
  for (const json of ["[]", "null"]) {
    assert.throws(
      () => parse(json),
      /^ConfigurationError: invalid service config: expected an object/,
    );
  }
});

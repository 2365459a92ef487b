import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "@tramline/rpc";
import { createBalancerRegistry } from "../balancer/balancer.ts";
import { defaultBalancers } from "../balancer/default-balancers.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { EMPTY_SERVICE_CONFIG } from "../service-config/service-config.ts";
import { ResolvedConfig } from "./resolved-config.ts";

function setUp() {
  const invalid: ConfigurationError[] = [];
  const rules = { balancers: createBalancerRegistry(defaultBalancers), maxAttempts: 5 };
  const resolved = new ResolvedConfig(EMPTY_SERVICE_CONFIG, rules, (error) => invalid.push(error));
  return { resolved, invalid };
}

const withTimeout = (timeout: string) => ({ methodConfig: [{ name: [{}], timeout }] });

test("the resolver's config, else the channel's own", () => {
  const { resolved } = setUp();
  assert.equal(resolved.read(undefined), EMPTY_SERVICE_CONFIG);
  const first = resolved.read(withTimeout("1s"));
  assert.ok(!(first instanceof StatusError));
  assert.equal(first.method("/a/b")?.timeoutMs, 1000);
  assert.equal(first.source, "resolver");
  assert.equal(resolved.read(JSON.stringify(withTimeout("1s"))), first, "the same config");
  assert.equal(resolved.read(undefined), EMPTY_SERVICE_CONFIG);
});

test("an invalid config: the one before stays in force, and without one no call can be made", () => {
  const { resolved, invalid } = setUp();
  const refusal = resolved.read(withTimeout("soon"));
  assert.ok(refusal instanceof StatusError);
  assert.equal(refusal.code, "UNAVAILABLE");
  assert.match(refusal.rawMessage, /methodConfig\[0\]\.timeout/);
  assert.ok(refusal.cause instanceof ConfigurationError);
  const valid = resolved.read(withTimeout("1s"));
  assert.equal(resolved.read("{"), valid);
  assert.equal(resolved.read(new ConfigurationError("SERVICE_CONFIG_NOT_JSON", "no")), valid);
  assert.equal(invalid.length, 3);
});

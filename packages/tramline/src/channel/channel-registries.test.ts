import assert from "node:assert/strict";
import { test } from "node:test";
import type { BalancerFactory } from "../balancer/balancer.ts";
import { roundRobin } from "../balancer/round-robin.ts";
import { ConfigurationError } from "../configuration-error.ts";
import type { ResolverFactory } from "../resolver/resolver.ts";
import { staticTarget } from "../resolver/static-resolver.ts";
import { channelBalancers, channelResolvers } from "./channel-registries.ts";

const named = (name: string): BalancerFactory => ({ ...roundRobin, name });
const forScheme = (scheme: string): ResolverFactory => ({
  scheme,
  prepare: () => staticTarget("orders", []),
});

test("policies and resolvers of the user are added to the defaults, or replace one", () => {
  const own = named("least_busy");
  const replacement = named("round_robin");
  const balancers = channelBalancers([own, replacement]);
  assert.equal(balancers.get("least_busy"), own);
  assert.equal(balancers.get("round_robin"), replacement);
  assert.equal(balancers.get("pick_first"), channelBalancers(undefined).get("pick_first"));
  const consul = forScheme("consul");
  const resolvers = channelResolvers([consul]);
  assert.deepEqual(
    [...resolvers.keys()],
    ["dns", "ipv4", "ipv6", "unix", "unix-abstract", "consul"],
  );
  assert.equal(resolvers.get("consul"), consul);
});

test("what is not a policy or a resolver is named with its place", () => {
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      assert.ok(error instanceof ConfigurationError);
      assert.equal(error.code, "CHANNEL_OPTION_INVALID");
      return error.message;
    }
    return "";
  };
  assert.equal(
    message(() => channelBalancers(new Map() as unknown as BalancerFactory[])),
    "invalid option balancers: expected an array, each a load balancing policy, got an object (Map)",
  );
  assert.equal(
    message(() => channelBalancers([roundRobin, "pick_first" as unknown as BalancerFactory])),
    'invalid option balancers[1]: expected a load balancing policy with name, parseConfig and create, got "pick_first"',
  );
  assert.equal(
    message(() => channelResolvers([{ scheme: "consul" } as ResolverFactory])),
    "invalid option resolvers[0]: expected a resolver with scheme and prepare, got an object",
  );
});

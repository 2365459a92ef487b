import assert from "node:assert/strict";
import { test } from "node:test";
import { createBalancerRegistry } from "../balancer/balancer.ts";
import { defaultBalancers } from "../balancer/default-balancers.ts";
import { parseServiceConfig } from "../service-config/service-config.ts";
import { ConfigWarnings, type ServiceConfigWarning } from "./config-warnings.ts";

const retryPolicy = {
  maxAttempts: 9,
  initialBackoff: ".1s",
  maxBackoff: "1s",
  backoffMultiplier: 2,
  retryableStatusCodes: ["UNAVAILABLE"],
};

const config = () =>
  parseServiceConfig(
    JSON.stringify({ methodConfig: [{ name: [{}], retryPolicy, priority: 1 }], channelz: true }),
    { balancers: createBalancerRegistry(defaultBalancers), maxAttempts: 5 },
    "resolver",
  );

test("what is clamped or ignored is reported once, with its place", () => {
  const warnings: ServiceConfigWarning[] = [];
  const reporter = new ConfigWarnings("dns:///orders", (warning) => warnings.push(warning));
  reporter.report(config());
  reporter.report(config());
  assert.deepEqual(
    warnings.map(({ field, message }) => [field, message]),
    [
      ["channelz", "channelz is ignored: Tramline does not know it (true)"],
      [
        "methodConfig[0].priority",
        "methodConfig[0].priority is ignored: Tramline does not know it (1)",
      ],
      [
        "methodConfig[0].retryPolicy.maxAttempts",
        "methodConfig[0].retryPolicy.maxAttempts is 9: 5 holds, the most allowed here",
      ],
    ],
  );
  assert.deepEqual(
    new Set(warnings.map(({ target, source }) => `${target} ${source}`)),
    new Set(["dns:///orders resolver"]),
  );
  for (let i = 0; i < 1000; i++) reporter.add("", `message ${i}`, "resolver");
  assert.equal(warnings.length, 100);
});

test("without a listener the process warns", async () => {
  // The process may have others, of whatever else it does.
  const warned = new Promise<Error>((resolve) => {
    process.on("warning", function onWarning(warning: Error & { code?: string }) {
      if (warning.code !== "TRAMLINE_SERVICE_CONFIG") return;
      process.off("warning", onWarning);
      resolve(warning);
    });
  });
  new ConfigWarnings("dns:///orders", undefined).add("x", "x is ignored", "option");
  const warning = await warned;
  assert.equal(warning.name, "TramlineWarning");
  assert.equal(
    warning.message,
    "service config in the option serviceConfig of dns:///orders: x is ignored",
  );
});

const warningsOf = (json: object): string[] =>
  parseServiceConfig(
    JSON.stringify(json),
    { balancers: createBalancerRegistry(defaultBalancers), maxAttempts: 5 },
    "option",
  ).notices.map(({ message }) => message);

test("a policy's fields that are clamped or ignored are reported, also below another policy", () => {
  const child = { least_request_experimental: { choiceCount: 50 } };
  const outliers = {
    ejectionTime: "5s",
    successRateEjection: { minHosts: 3 },
    childPolicy: [child],
  };
  assert.deepEqual(
    warningsOf({ loadBalancingConfig: [{ outlier_detection_experimental: outliers }] }),
    [
      'loadBalancingConfig[0].outlier_detection_experimental.ejectionTime is ignored: Tramline does not know it ("5s")',
      "loadBalancingConfig[0].outlier_detection_experimental.successRateEjection.minHosts is ignored: Tramline does not know it (3)",
      "loadBalancingConfig[0].outlier_detection_experimental.childPolicy[0].least_request_experimental.choiceCount is 50: 10 holds, the most allowed here",
    ],
  );
  assert.deepEqual(
    warningsOf({
      loadBalancingConfig: [{ weighted_round_robin: { weightUpdatePeriod: "0.01s" } }],
    }),
    [
      'loadBalancingConfig[0].weighted_round_robin.weightUpdatePeriod is "0.01s": 0.1s holds, the least allowed here',
    ],
  );
  for (const policy of ["pick_first", "round_robin"]) {
    assert.deepEqual(warningsOf({ loadBalancingConfig: [{ [policy]: { shuffle: true } }] }), [
      `loadBalancingConfig[0].${policy}.shuffle is ignored: Tramline does not know it (true)`,
    ]);
  }
});

test("ignored fields of names, health checks, and scaling are reported, and entries without a name", () => {
  assert.deepEqual(
    warningsOf({
      methodConfig: [{ name: [{ svc: "a.B" }] }, { timeout: "1s" }],
      healthCheckConfig: { name: "a.B" },
      connectionScaling: { max: 2 },
    }),
    [
      'methodConfig[0].name[0].svc is ignored: Tramline does not know it ("a.B")',
      "methodConfig[1] is ignored: it has no name; a name {} is every method",
      "connectionScaling.max is ignored: Tramline does not know it (2)",
      'healthCheckConfig.name is ignored: Tramline does not know it ("a.B")',
    ],
  );
});

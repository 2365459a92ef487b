import assert from "node:assert/strict";
import { test } from "node:test";
import { createTelemetry } from "./telemetry.ts";

test("an option that does not exist throws", () => {
  assert.throws(() => createTelemetry({ tracer: undefined } as never), {
    name: "TypeError",
    message: /^unknown option tracer of createTelemetry; /,
  });
  createTelemetry({ meterProvider: "none", tracerProvider: undefined });
});

test("a provider of another kind throws when it is given, not at the first call", () => {
  for (const [option, method] of [
    ["meterProvider", "getMeter"],
    ["tracerProvider", "getTracer"],
  ] as const) {
    for (const given of [{}, "all", null]) {
      assert.throws(() => createTelemetry({ [option]: given }), {
        name: "TypeError",
        message: new RegExp(`^invalid option ${option} of .*: expected .* ${method}, got `),
      });
    }
  }
});

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

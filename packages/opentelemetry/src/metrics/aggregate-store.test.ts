import assert from "node:assert/strict";
import { it } from "node:test";
import { createTelemetry } from "../telemetry.ts";
import { AggregateStore } from "./aggregate-store.ts";
import { clientInstruments } from "./instruments.ts";

const scope = { name: "test", version: "1" };

it("hands over what was recorded, one point for equal attributes, nothing for what was not", async () => {
  const store = new AggregateStore(scope, () => true);
  const { attemptStarted, attemptDuration } = clientInstruments;
  store.counter(attemptStarted, { a: "1" })?.add(2);
  store.counter(attemptStarted, { a: "1" })?.add(3);
  store.counter(attemptStarted, { a: "2" });
  store.histogram(attemptDuration, { a: "1" })?.record(0.5);
  store.histogram(attemptDuration, { a: "1" })?.record(2);
  store.histogram(attemptDuration, { a: "3" });
  const { resourceMetrics, errors } = await store.collect();
  assert.deepEqual(errors, []);
  assert.deepEqual(resourceMetrics.scopeMetrics[0]?.scope, scope);
  const metrics = resourceMetrics.scopeMetrics[0].metrics;
  assert.deepEqual(
    metrics.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      dataPoints.map(({ attributes, value }) => [
        attributes,
        typeof value === "number" ? value : [value.count, value.sum, value.min, value.max],
      ]),
    ]),
    [
      ["grpc.client.attempt.started", [[{ a: "1" }, 5]]],
      ["grpc.client.attempt.duration", [[{ a: "1" }, [2, 2.5, 0.5, 2]]]],
    ],
  );
});

it("does not know instruments that are not recorded", () => {
  const store = new AggregateStore(scope, ({ isOptional }) => !isOptional);
  assert.equal(store.histogram(clientInstruments.callRetries, {}), undefined);
});

it("a metric that is not known is refused", () => {
  assert.throws(
    () => createTelemetry({ optionalMetrics: ["grpc.client.call.retires"] as never }),
    /^TypeError: invalid option optionalMetrics: expected grpc\.client\.call\.retries, .*, got "grpc\.client\.call\.retires"$/,
  );
});

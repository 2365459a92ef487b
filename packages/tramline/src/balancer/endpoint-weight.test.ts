import assert from "node:assert/strict";
import { test } from "node:test";
import { loadReport } from "../subchannel/testdata/fake-streams.ts";
import { EndpointWeight } from "./endpoint-weight.ts";

const PERIODS = { blackoutPeriodMs: 10_000, weightExpirationPeriodMs: 180_000 };
const NO_BLACKOUT = { ...PERIODS, blackoutPeriodMs: 0 };

function weightOf(fields: Parameters<typeof loadReport>[0], penalty = 1): number {
  const weight = new EndpointWeight();
  weight.update(loadReport(fields), penalty, 0);
  return weight.weight(NO_BLACKOUT, 0);
}

test("the weight is requests over utilization, errors counted as utilization", () => {
  assert.equal(weightOf({ cpuUtilization: 0.5, rpsFractional: 100 }), 200);
  assert.equal(
    weightOf({ applicationUtilization: 0.25, cpuUtilization: 0.5, rpsFractional: 100 }),
    400,
    "the application's own utilization goes first",
  );
  assert.equal(weightOf({ cpuUtilization: 0.5, rpsFractional: 100, eps: 50 }), 100);
  assert.equal(weightOf({ cpuUtilization: 0.5, rpsFractional: 100, eps: 50 }, 0), 200);
  assert.equal(weightOf({ cpuUtilization: 0.5, rpsFractional: 100, eps: 50 }, 3), 50);
});

test("a report without requests or utilization, or with impossible numbers, changes nothing", () => {
  const weight = new EndpointWeight();
  weight.update(loadReport({ cpuUtilization: 0.5, rpsFractional: 100 }), 1, 0);
  for (const fields of [
    { cpuUtilization: 0.5 },
    { rpsFractional: 100 },
    { cpuUtilization: -1, rpsFractional: 100 },
    { cpuUtilization: Number.NaN, rpsFractional: 100 },
    { cpuUtilization: 0.5, rpsFractional: Number.POSITIVE_INFINITY },
    { cpuUtilization: Number.POSITIVE_INFINITY, rpsFractional: 5 },
    { cpuUtilization: 5e-324, rpsFractional: 1e300 },
  ]) {
    weight.update(loadReport(fields), 1, 100_000);
    assert.equal(weight.weight(NO_BLACKOUT, 179_999), 200);
    assert.equal(weight.weight(NO_BLACKOUT, 180_000), 0, "and did not count as a report");
  }
});

test("a weight is used after the blackout period, and until it expires", () => {
  const weight = new EndpointWeight();
  assert.equal(weight.weight(PERIODS, 0), 0);
  const report = loadReport({ cpuUtilization: 0.5, rpsFractional: 100 });
  weight.update(report, 1, 1_000);
  assert.equal(weight.weight(PERIODS, 10_999), 0);
  weight.update(report, 1, 10_000);
  assert.equal(weight.weight(PERIODS, 11_000), 200, "the blackout counts from the first report");
  assert.equal(weight.weight(PERIODS, 189_999), 200);
  assert.equal(weight.weight(PERIODS, 190_000), 0, "expiration counts from the last one");
  weight.update(report, 1, 191_000);
  assert.equal(weight.weight(PERIODS, 200_999), 0, "after that the blackout counts again");
  assert.equal(weight.weight(PERIODS, 201_000), 200);
});

test("after a new connection the former reports do not count", () => {
  const weight = new EndpointWeight();
  const report = loadReport({ cpuUtilization: 0.5, rpsFractional: 100 });
  weight.update(report, 1, 0);
  assert.equal(weight.weight(NO_BLACKOUT, 0), 200);
  weight.reset();
  assert.equal(weight.weight(NO_BLACKOUT, 0), 0);
  weight.update(report, 1, 1_000);
  assert.equal(weight.weight(PERIODS, 10_999), 0);
  assert.equal(weight.weight(PERIODS, 11_000), 200);
});

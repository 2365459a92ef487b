import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultRow } from "../../harness/result.ts";
import { Comparison } from "./compare.ts";
import { judge } from "./floors.ts";

function row(name: string, implementation: string, opsPerSecond: number, cpu: number): ResultRow {
  return {
    case: name,
    implementation,
    version: "1",
    opsPerSecond,
    clientCpuMicros: cpu,
    serverCpuMicros: cpu,
    min: opsPerSecond,
    max: opsPerSecond,
    rounds: 5,
  };
}

function verdicts(rows: readonly ResultRow[]): Map<string, string> {
  return new Map(judge(new Comparison(rows)).map((each) => [each.what, each.verdict]));
}

test("a ratio is judged by its floor and its aim", () => {
  const found = verdicts([
    row("unary-100", "tramline", 160, 4),
    row("unary-100", "@grpc/grpc-js", 10, 100),
    row("unary-100", "grpc-go", 60, 20),
    row("unary-100", "tonic", 20, 5),
  ]);
  assert.equal(found.get("unary-100: rate, to @grpc/grpc-js's"), "floor");
  assert.equal(found.get("unary-100: rate, to grpc-go's"), "missed");
  assert.equal(found.get("unary-100: rate, to the best native's"), "aim");
  assert.equal(found.get("unary-100: client CPU per call, to grpc-go's"), "floor");
  assert.equal(found.get("unary-100: client CPU per call, to the best native's"), "missed");
});

test("what was not measured is said so, and a bar without a floor is only reported", () => {
  const found = verdicts([
    row("tls-unary-100", "tramline", 100, 1),
    row("tls-unary-100", "@grpc/grpc-js", 10, 1),
  ]);
  assert.equal(found.get("unary-1MiB: rate, to grpc-go's"), "not measured");
  assert.equal(found.get("tls-unary-100: rate, to @grpc/grpc-js's"), "reported");
});

test("a variant is judged beside our own bare call of the same run only", () => {
  const plain = [row("unary-100", "tramline", 100, 1), row("unary-100", "grpc-go", 60, 2)];
  const intercepted = row("unary-100-intercepted", "tramline", 59, 1);
  const found = verdicts([...plain, intercepted, row("unary-100-context", "tramline", 60, 1)]);
  assert.equal(found.get("unary-100-intercepted: rate, to our own of unary-100"), "missed");
  assert.equal(
    found.get("unary-100-intercepted: rate, to the best native's of unary-100"),
    "missed",
  );
  assert.equal(found.get("unary-100-context: rate, to our own of unary-100"), "floor");
  assert.equal(found.get("unary-100-observed: rate, to our own of unary-100"), "not measured");
  const apart = verdicts([...plain, { ...intercepted, measuredAt: "2026-01-02" }]);
  assert.equal(apart.get("unary-100-intercepted: rate, to our own of unary-100"), "not measured");
});

test("server-stream is judged beside the better of tonic's runtimes, bidi-1 beside every peer", () => {
  const found = verdicts([
    row("server-stream", "tramline", 79, 1),
    row("server-stream", "tonic", 90, 1),
    row("server-stream", "tonic (current-thread)", 100, 1),
    row("server-stream", "node:http2", 500, 1),
    row("bidi-1", "tramline", 100, 1),
    row("bidi-1", "node:http2", 99, 1),
  ]);
  assert.equal(found.get("server-stream: rate, to tonic's best"), "missed");
  assert.equal(found.get("bidi-1: rate, to the best of any peer's"), "floor");
});

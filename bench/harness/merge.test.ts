import assert from "node:assert/strict";
import { test } from "node:test";
import { casesOfRun, mergeResults, runTimes } from "./merge.ts";
import type { ResultFile, ResultRow } from "./result.ts";

function row(name: string, implementation: string, opsPerSecond: number): ResultRow {
  return {
    case: name,
    implementation,
    version: "1",
    opsPerSecond,
    min: opsPerSecond,
    max: opsPerSecond,
    rounds: 5,
  };
}

function run(date: string, ...rows: ResultRow[]): ResultFile {
  return { bench: "rpc", date, node: "v24.0.0", cpu: "2 × a CPU", rows };
}

const first = run("2026-01-01", row("a", "ours", 1), row("a", "theirs", 2), row("c", "ours", 3));

test("a case of a newer run replaces all rows of that case and keeps its time", () => {
  const merged = mergeResults(first, run("2026-01-02", row("a", "ours", 9)), ["a", "b", "c"]);
  assert.deepEqual(merged, {
    ...first,
    rows: [{ ...row("a", "ours", 9), measuredAt: "2026-01-02" }, row("c", "ours", 3)],
  });
  assert.deepEqual(runTimes(merged), ["2026-01-01", "2026-01-02"]);
  assert.deepEqual(casesOfRun(merged, "2026-01-02"), ["a"]);
  assert.deepEqual(casesOfRun(merged, "2026-01-01"), ["c"]);
});

test("a new case takes its place in the order of cases", () => {
  const merged = mergeResults(first, run("2026-01-02", row("b", "ours", 4)), ["a", "b", "c"]);
  assert.deepEqual(
    merged.rows.map((each) => each.case),
    ["a", "a", "b", "c"],
  );
});

test("runs of another machine, Node, or length are not merged", () => {
  const newer = run("2026-01-02", row("b", "ours", 4));
  for (const other of [{ cpu: "4 × a CPU" }, { node: "v26.0.0" }, { quick: true as const }]) {
    assert.throws(() => mergeResults(first, { ...newer, ...other }, []), /cannot merge/);
  }
});

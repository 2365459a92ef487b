import assert from "node:assert/strict";
import test from "node:test";
import { findCycles } from "./cycles.ts";

const graph = (edges: Record<string, string[]>): Map<string, string[]> =>
  new Map(Object.entries(edges));

test("a graph without a way back has no cycle", () => {
  assert.deepEqual(findCycles(graph({ a: ["b", "c"], b: ["c"], c: [] })), []);
});

test("each group of files that reach one another gives its shortest cycle", () => {
  const found = findCycles(
    graph({ a: ["b"], b: ["c", "a"], c: ["a"], d: ["a"], x: ["y"], y: ["x"], z: ["z"] }),
  );
  assert.deepEqual(found, [["a", "b"], ["x", "y"], ["z"]]);
});

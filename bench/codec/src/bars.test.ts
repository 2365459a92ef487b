import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultRow } from "../../harness/result.ts";
import { codecBars } from "./bars.ts";

function row(name: string, implementation: string, clientCpuMicros: number): ResultRow {
  const rate = Math.round(1e6 / clientCpuMicros);
  return {
    case: name,
    implementation,
    version: "1",
    opsPerSecond: rate,
    clientCpuMicros,
    min: rate,
    max: rate,
    rounds: 7,
  };
}

/** Verdicts by what they are about. */
function verdicts(rows: readonly ResultRow[]): Map<string, string> {
  return new Map(codecBars(rows).map((bar) => [bar.what, `${bar.verdict} ${bar.detail}`]));
}

test("means are geometric, and the aim is about the quickest peer", () => {
  const found = verdicts([
    row("User/encode", "tramline", 1),
    row("User/encode", "pbf", 4),
    row("User/encode", "ts-proto", 9),
    row("Tile/encode", "tramline", 2),
    row("Tile/encode", "pbf", 2),
    row("Tile/encode", "ts-proto", 18),
  ]);
  assert.equal(found.get("encode: mean of all messages, to pbf"), "aim 2.00, floor ≥ 1, aim ≥ 1.5");
  assert.equal(found.get("encode: mean of all messages, to ts-proto"), "floor 9.00, floor ≥ 1");
  assert.equal(
    found.get("encode: the worst of all messages (Tile/encode to pbf)"),
    "floor 1.00, floor ≥ 0.909",
  );
  assert.equal(found.get("decode: mean of all messages, to pbf"), "not measured –, floor ≥ 1");
});

test("messages where JSON wins are named, and text-light ones must be twice as quick", () => {
  const found = verdicts([
    row("Article/decode", "tramline", 2),
    row("Article/decode", "JSON", 1),
    row("Tile/decode", "tramline", 1),
    row("Tile/decode", "JSON", 1.5),
  ]);
  assert.equal(found.get("Article/decode: JSON wins"), "reported 0.50");
  assert.equal(found.get("Tile/decode: to JSON, hardly any text"), "missed 1.50, floor ≥ 2");
});

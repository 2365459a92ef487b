/**
 * `npm run bench:bars [-- FILE …]`: which floors and aims the rows of result files hold (default: of all
 * in bench/results). Exits with 1 when a floor is missed or could not be judged.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { codecBars } from "../codec/src/bars.ts";
import { compileBars } from "../compile/src/bars.ts";
import { edgeBars } from "../edge/src/bars.ts";
import { type NetworkRow, networkBars } from "../network/src/rows.ts";
import { Comparison } from "../rpc/src/compare.ts";
import { judge } from "../rpc/src/floors.ts";
import { sizeBars } from "../size/src/bars.ts";
import type { SizeRow } from "../size/src/measure.ts";
import { type Judged, judged } from "./bars.ts";
import type { ResultFile, ResultRow } from "./result.ts";
import { textTable } from "./text-table.ts";

/** Which bench holds which bars. */
const judges: Record<string, (rows: readonly unknown[]) => Judged[]> = {
  rpc: (rows) => judge(new Comparison(rows as ResultRow[])),
  codec: (rows) => codecBars(rows as ResultRow[]),
  compile: (rows) => compileBars(rows as ResultRow[]),
  size: (rows) => sizeBars(rows as SizeRow[]),
  edge: (rows) => edgeBars(rows as ResultRow[]),
  network: (rows) => networkBars(rows as NetworkRow[]).map(judged),
};

const results = path.join(import.meta.dirname, "../results");
const given = process.argv.slice(2);
const files =
  given.length > 0 ? given : readdirSync(results).map((name) => path.join(results, name));
let broken = 0;
for (const file of files.filter((name) => name.endsWith(".json"))) {
  const result = JSON.parse(readFileSync(file, "utf8")) as ResultFile<unknown>;
  const bars = judges[result.bench]?.(result.rows) ?? [];
  const cells = bars.map((each) => [each.what, each.verdict, each.detail]);
  console.log(`${textTable([result.bench, "holds", "ratio"], cells)}\n`);
  broken += bars.filter((each) => /^(?:missed|not measured)$/.test(each.verdict)).length;
}
console.log(`${broken} floors missed or not measured`);
if (broken > 0) process.exitCode = 1;

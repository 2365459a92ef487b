/**
 * `npm run bench:bars [-- FILE]`: which floors and aims the rows of a result file hold (default
 * bench/results/rpc.json). Exits with 1 when a floor is missed or could not be judged.
 */
import { readFileSync } from "node:fs";
import type { ResultFile } from "../../harness/result.ts";
import { textTable } from "../../harness/text-table.ts";
import { Comparison } from "./compare.ts";
import { judge } from "./floors.ts";

const file = process.argv[2] ?? "bench/results/rpc.json";
const result = JSON.parse(readFileSync(file, "utf8")) as ResultFile;
const bars = judge(new Comparison(result.rows));
console.log(
  textTable(
    ["tramline", "holds", "ratio"],
    bars.map((each) => [each.what, each.verdict, each.detail]),
  ),
);
const broken = bars.filter((each) => each.verdict === "missed" || each.verdict === "not measured");
console.log(`\n${broken.length} floors missed or not measured`);
if (broken.length > 0) process.exitCode = 1;

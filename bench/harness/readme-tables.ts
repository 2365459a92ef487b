/**
 * `npm run bench:tables`: writes the measured tables of docs/benchmarks.md from bench/results/*.json, each
 * between its markers `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`, and the table and the chart of the
 * README. Figures are never typed. `npm run check:generated` fails when a page has other figures.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { compileTable } from "../compile/src/readme.ts";
import { edgeTable } from "../edge/src/readme.ts";
import { networkTable } from "../network/src/readme.ts";
import { overviewChart, overviewTable } from "../rpc/src/overview.ts";
import { rpcTables } from "../rpc/src/readme.ts";
import type { SizeRow } from "../size/src/measure.ts";
import { sizeTable } from "../size/src/readme.ts";
import { replaceMarkedSection } from "./marked-section.ts";
import { casesOfRun, runTimes } from "./merge.ts";
import type { ResultFile, ResultRow } from "./result.ts";
import { readable } from "./statistics.ts";
import { markdownTable } from "./text-table.ts";

const root = new URL("../../", import.meta.url);
const results = new URL("bench/results/", root);

/** How a bench is shown; one that is not named here gets a plain table of rates. */
const renderers: Record<string, (result: ResultFile) => string> = {
  rpc: rpcTables,
  compile: ({ rows }) => compileTable(rows),
  edge: ({ rows }) => edgeTable(rows),
  // Rows of other figures than rates.
  network: ({ rows }) => networkTable(rows),
  size: ({ rows }) => sizeTable(rows as readonly (ResultRow & SizeRow)[]),
};

/** Cases down, implementations across, operations per second in the cells. */
function rateTable(result: ResultFile): string {
  const implementations = [...new Set(result.rows.map((row) => row.implementation))];
  const cases = [...new Set(result.rows.map((row) => row.case))];
  const rate = (name: string, implementation: string) => {
    const row = result.rows.find((r) => r.case === name && r.implementation === implementation);
    return row === undefined ? "" : readable(row.opsPerSecond);
  };
  return markdownTable(
    ["operations per second", ...implementations],
    cases.map((name) => [name, ...implementations.map((each) => rate(name, each))]),
  );
}

/** When it was measured; of merged runs, which cases apart from the first. */
function times(result: ResultFile): string {
  const [first = result.date, ...later] = runTimes(result);
  const apart = later.map((time) => `${casesOfRun(result, time).join(", ")} ${day(time)}`);
  return apart.length === 0 ? day(first) : `${day(first)} (in runs apart: ${apart.join("; ")})`;
}

function day(time: string): string {
  return time.slice(0, 10);
}

/** Replaces a marked section of a page. */
function writeSection(page: string, name: string, content: string): void {
  const file = new URL(page, root);
  const replaced = replaceMarkedSection(readFileSync(file, "utf8"), name, content);
  if (replaced === undefined) console.log(`${page} has no ${name} markers`);
  else writeFileSync(file, replaced);
}

const files = existsSync(results) ? readdirSync(results) : [];
// The results of test:attack have a page of their own, docs/attacks.md.
const shown = files.filter((name) => name.endsWith(".json") && name !== "attack.json");
for (const file of shown.sort()) {
  const result = JSON.parse(readFileSync(new URL(file, results), "utf8")) as ResultFile;
  const tables = (renderers[result.bench] ?? rateTable)(result);
  const machine = `Measured ${times(result)} on ${result.cpu}, Node ${result.node}`;
  const source = `${machine}; from [bench/results/${file}](../bench/results/${file}).`;
  writeSection("docs/benchmarks.md", `bench:${result.bench}`, `${tables}\n\n${source}`);
  if (result.bench !== "rpc") continue;
  writeSection("README.md", "bench:overview", `${overviewTable(result)}\n\n${machine}.`);
  writeFileSync(new URL("docs/calls.svg", root), overviewChart(result));
}

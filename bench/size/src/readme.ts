import { markdownTable } from "../../harness/text-table.ts";
import type { SizeRow } from "./measure.ts";

/** The table of docs/benchmarks.md: cases down, libraries across, kilobytes gzipped (and minified) in the cells. */
export function sizeTable(rows: readonly SizeRow[]): string {
  const implementations = [...new Set(rows.map((row) => row.implementation))];
  const cases = [...new Set(rows.map((row) => row.case))];
  const cell = (name: string, implementation: string) => {
    const row = rows.find((each) => each.case === name && each.implementation === implementation);
    if (row === undefined) return "";
    return `${(row.gzipBytes / 1000).toFixed(1)} (${(row.minifiedBytes / 1000).toFixed(1)})`;
  };
  return markdownTable(
    ["kB gzipped (minified)", ...implementations],
    cases.map((name) => [name, ...implementations.map((each) => cell(name, each))]),
  );
}

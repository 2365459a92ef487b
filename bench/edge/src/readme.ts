// The table of docs/benchmarks.md.
import type { ResultRow } from "../../harness/result.ts";
import { readable } from "../../harness/statistics.ts";
import { markdownTable } from "../../harness/text-table.ts";

/** Cases with their implementations down, figures across. */
export function edgeTable(rows: readonly ResultRow[]): string {
  return markdownTable(
    ["case", "server", "calls per CPU second", "calls per second", "p50 in µs", "p99 in µs"],
    rows.map((row, index) => [
      rows[index - 1]?.case === row.case ? "" : row.case,
      `${row.implementation} ${row.version}`,
      readable(1e6 / (row.serverCpuMicros ?? Number.NaN)),
      readable(row.opsPerSecond),
      readable(row.p50Micros ?? Number.NaN),
      readable(row.p99Micros ?? Number.NaN),
    ]),
  );
}

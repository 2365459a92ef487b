import type { ResultRow } from "../../harness/result.ts";
import { markdownTable } from "../../harness/text-table.ts";

/** The table of docs/benchmarks.md: a compiler a line. */
export function compileTable(rows: readonly ResultRow[]): string {
  return markdownTable(
    ["all of googleapis", "seconds", "CPU seconds", "peak memory, MiB"],
    rows.map((row) => [
      `${row.implementation} ${row.version}`,
      (1 / row.opsPerSecond).toFixed(2),
      ((row.clientCpuMicros ?? 0) / 1e6).toFixed(2),
      ((row.peakMemoryBytes ?? 0) / 2 ** 20).toFixed(0),
    ]),
  );
}

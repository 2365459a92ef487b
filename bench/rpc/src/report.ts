import type { ResultRow } from "../../harness/result.ts";
import { readable } from "../../harness/statistics.ts";
import { textTable } from "../../harness/text-table.ts";
import type { Case } from "./cases.ts";
import { Comparison } from "./compare.ts";

/** One case as a table: rates with their spread, ratios, CPU per operation, times. */
export function reportCase(each: Case, rows: readonly ResultRow[]): string {
  const comparison = new Comparison(rows);
  const grpcJs = comparison.row(each.name, "@grpc/grpc-js")?.opsPerSecond;
  const grpcGo = comparison.row(each.name, "grpc-go")?.opsPerSecond;
  const native = comparison.bestNativeRate(each.name);
  const header = [
    each.name,
    `${each.unit}/s`,
    "spread",
    "× grpc-js",
    "× grpc-go",
    "× best native",
    "client µs",
    "server µs",
    "p50 µs",
    "p99 µs",
  ];
  const cells = comparison
    .ofCase(each.name)
    .map((row) => [
      row.implementation,
      readable(row.opsPerSecond),
      `${(((row.max - row.min) / row.opsPerSecond) * 100).toFixed(0)} %`,
      ratio(row.opsPerSecond, grpcJs),
      ratio(row.opsPerSecond, grpcGo),
      ratio(row.opsPerSecond, native),
      optional(row.clientCpuMicros),
      optional(row.serverCpuMicros),
      optional(row.p50Micros),
      optional(row.p99Micros),
    ]);
  return textTable(header, cells);
}

function ratio(value: number, of: number | undefined): string {
  return of === undefined ? "" : (value / of).toFixed(2);
}

function optional(value: number | undefined): string {
  return value === undefined ? "" : readable(value);
}

import type { ResultFile } from "../../harness/result.ts";
import { readable } from "../../harness/statistics.ts";
import { markdownTable } from "../../harness/text-table.ts";
import { cases } from "./cases.ts";
import { Comparison } from "./compare.ts";
import { implementations } from "./implementations.ts";

/** The tables of docs/benchmarks.md: small calls in full, then every case's rate. */
export function rpcTables(result: ResultFile): string {
  const rows = new Comparison(result.rows);
  const measured = implementations
    .map((each) => each.name)
    .filter((name) => result.rows.some((row) => row.implementation === name));
  return [smallCalls(rows, measured), rates(rows, measured)].join("\n\n");
}

function smallCalls(rows: Comparison, measured: readonly string[]): string {
  const cells = measured.flatMap((name) => {
    const row = rows.row("unary-100", name);
    if (row === undefined) return [];
    const alone = rows.row("unary-1", name)?.p50Micros;
    return [
      [
        `${name} ${row.version}`,
        readable(row.opsPerSecond),
        readable(row.clientCpuMicros ?? 0),
        readable(row.serverCpuMicros ?? 0),
        alone === undefined ? "" : readable(alone),
      ],
    ];
  });
  const header = [
    "unary, 100 in flight",
    "calls/s",
    "client CPU per call, µs",
    "server CPU per call, µs",
    "one at a time, median µs",
  ];
  return markdownTable(header, cells);
}

function rates(rows: Comparison, measured: readonly string[]): string {
  const cells = cases
    .filter((each) => rows.ofCase(each.name).length > 0)
    .map((each) => [
      `${each.name}, ${each.unit}/s`,
      ...measured.map((name) => {
        const row = rows.row(each.name, name);
        return row === undefined ? "" : readable(row.opsPerSecond);
      }),
    ]);
  return markdownTable(["", ...measured], cells);
}

import { barChart } from "../../harness/bar-chart.ts";
import type { ResultFile, ResultRow } from "../../harness/result.ts";
import { readable } from "../../harness/statistics.ts";
import { markdownTable } from "../../harness/text-table.ts";
import { Comparison } from "./compare.ts";
import { implementations } from "./implementations.ts";

/** The rows of the README's table: cases in a reader's words. */
const shownCases: readonly (readonly [name: string, words: string])[] = [
  ["unary-1", "unary, one at a time, calls/s"],
  ["unary-100", "unary, 100 in flight, calls/s"],
  ["unary-100-real", "… with larger messages and metadata"],
  ["unary-100-intercepted", "… with an interceptor on each side"],
  ["unary-100-observed", "… with OpenTelemetry metrics and traces"],
  ["tls-unary-100", "… over TLS"],
  ["server-stream", "server stream, messages/s"],
  ["bidi-100", "100 bidirectional streams, round trips/s"],
  ["unary-1MiB", "unary, 1 MiB, calls/s"],
  ["connect", "new connections/s"],
];

/** The columns, each with its configurations, of which the best one counts. */
const columns: readonly (readonly [name: string, ...configurations: string[]])[] = [
  ["Tramline", "tramline"],
  ["@grpc/grpc-js", "@grpc/grpc-js"],
  ["connect-node", "@connectrpc/connect-node"],
  ["grpc-go", "grpc-go"],
  ["tonic (Rust)", "tonic", "tonic (current-thread)"],
  ["grpc-java", "grpc-java", "grpc-java (directExecutor)"],
];

/** The README's table: the best configuration of each implementation, without cases not measured yet. */
export function overviewTable(result: ResultFile): string {
  const rows = new Comparison(result.rows);
  const measured = shownCases.filter(([name]) => rows.ofCase(name).length > 0);
  return markdownTable(
    ["", ...columns.map(([name]) => name)],
    measured.map(([name, words]) => [
      words,
      ...columns.map(([, ...configurations]) => {
        const rates = configurations.flatMap((each) => rows.row(name, each)?.opsPerSecond ?? []);
        return rates.length === 0 ? "" : readable(Math.max(...rates));
      }),
    ]),
  );
}

/** The README's chart: small calls in all configurations. */
export function overviewChart(result: ResultFile): string {
  const rows = new Comparison(result.rows);
  const measured = implementations
    .map(({ name }) => rows.row("unary-100", name))
    .filter((row): row is ResultRow => row !== undefined);
  return barChart(
    "Unary calls per second, 100 in flight",
    measured.map((row) => ({
      label: row.implementation,
      value: row.opsPerSecond,
      shown: readable(row.opsPerSecond),
      highlighted: row.implementation === "tramline",
    })),
  );
}

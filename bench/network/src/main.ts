/**
 * `npm run bench:network`: transfers over a long way, idle connections and streams, and small calls beside a
 * large stream, beside grpc-go and grpc-js.
 *
 *   npm run bench:network [-- --quick] [--json FILE] [--only CASE,…]
 */
import { parseArgs } from "node:util";
import { judged } from "../../harness/bars.ts";
import { resultFile, writeResultFile } from "../../harness/result.ts";
import { readable } from "../../harness/statistics.ts";
import { build, type Implementation, implementations } from "./implementations.ts";
import {
  type Figures,
  measureBeside,
  measureIdleConnections,
  measureIdleStreams,
  measureTransfer,
} from "./measure.ts";
import { type NetworkRow, networkBars, toRow } from "./rows.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const { quick } = options;
const only = options.only?.split(",");

interface Case {
  readonly name: string;
  readonly rounds: number;
  readonly needsClient: boolean;
  readonly measure: (implementation: Implementation) => Promise<Figures>;
}

/** So many connections and streams are idle. */
const idleCount = quick ? 2_000 : 10_000;
const cases: readonly Case[] = [
  {
    name: "upload-50ms",
    rounds: quick ? 2 : 5,
    needsClient: true,
    measure: (implementation) => measureTransfer(implementation, "upload"),
  },
  {
    name: "download-50ms",
    rounds: quick ? 2 : 5,
    needsClient: true,
    measure: (implementation) => measureTransfer(implementation, "download"),
  },
  {
    name: "idle-connections",
    rounds: quick ? 1 : 3,
    needsClient: false,
    measure: (implementation) => measureIdleConnections(implementation, idleCount),
  },
  {
    name: "idle-streams",
    rounds: quick ? 1 : 3,
    needsClient: false,
    measure: (implementation) => measureIdleStreams(implementation, idleCount),
  },
  {
    name: "small-beside-large",
    rounds: quick ? 2 : 5,
    needsClient: true,
    measure: (implementation) => measureBeside(implementation, quick ? 1_000 : 4_000),
  },
];

function print(row: NetworkRow): void {
  const figures = [
    row.bytesEach === undefined ? "" : `${readable(row.bytesEach)} bytes each`,
    row.opsPerSecond === undefined ? "" : `${readable(row.opsPerSecond)} calls/s`,
    row.bytesPerSecond === undefined
      ? ""
      : `${(row.bytesPerSecond / 1024 / 1024).toFixed(1)} MiB/s`,
    row.p50Micros === undefined ? "" : `p50 ${row.p50Micros.toFixed(0)} µs`,
    row.p99Micros === undefined ? "" : `p99 ${row.p99Micros.toFixed(0)} µs`,
    `${readable(row.min)} to ${readable(row.max)}`,
  ].filter((text) => text !== "");
  console.log(`${row.case.padEnd(20)} ${row.implementation.padEnd(14)} ${figures.join("   ")}`);
}

build();
if (quick) console.log("quick: few, short rounds; not to be quoted");
const rows: NetworkRow[] = [];
for (const { name, rounds, needsClient, measure } of cases) {
  if (only !== undefined && !only.includes(name)) continue;
  const measured = implementations.filter(({ hasClient }) => hasClient || !needsClient);
  const figures = new Map<Implementation, Figures[]>(measured.map((each) => [each, []]));
  // Interleaved: a slow minute of the machine hits all of them.
  for (let round = 0; round < rounds; round++) {
    for (const [implementation, list] of figures) list.push(await measure(implementation));
  }
  for (const [implementation, list] of figures) {
    const row = toRow(name, implementation, list);
    rows.push(row);
    print(row);
  }
}
for (const bar of networkBars(rows)) {
  const { what, verdict, detail } = judged(bar);
  console.log(`${what.padEnd(50)} ${verdict.padEnd(13)} ${detail}`);
}
if (options.json !== undefined) {
  writeResultFile(options.json, resultFile("network", rows, quick));
}

// `npm run bench:codec`: encodes and decodes, against JSON and the libraries that
// people use, in interleaved rounds.
// usage: [--quick] [--json FILE] [--only PART-OF-A-CASE]
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { type ResultRow, resultFile, writeResultFile } from "../../harness/result.ts";
import { median, readable } from "../../harness/statistics.ts";
import { build } from "./build.ts";
import type { Measured, Task } from "./worker.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string", default: "" },
  },
});
const rounds = options.quick ? 2 : 7;
const milliseconds = options.quick ? 100 : 300;
const warmUpMilliseconds = options.quick ? 200 : 700;

const implementations = {
  tramline: "tramline",
  JSON: "json",
  "JSON (UTF-8)": "json-bytes",
  protobufjs: "protobufjs",
  "@bufbuild/protobuf": "bufbuild",
  "ts-proto": "ts-proto",
};
const names = ["User", "Order", "Series", "Catalog", "Article"] as const;
const tasks = names
  .flatMap((message) =>
    (["encode", "decode"] as const).map((direction) => ({ message, direction })),
  )
  .filter(({ message, direction }) => `${message}/${direction}`.includes(options.only));

build();
const workers = new Map<string, ChildProcess>();
for (const [name, module] of Object.entries(implementations)) {
  const worker = fork(new URL("worker.ts", import.meta.url), [module], {
    execArgv: ["--import", "tsx"],
  });
  workers.set(name, worker);
  await once(worker, "message");
}

function measure(worker: ChildProcess, task: Task): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error("an implementation failed; see above"));
    worker.once("exit", failed);
    worker.once("message", (message) => {
      worker.removeListener("exit", failed);
      resolve(message as Measured);
    });
    worker.send(task);
  });
}

try {
  const rows: ResultRow[] = [];
  for (const { message, direction } of tasks) {
    const measured = new Map<string, Measured[]>();
    for (const [name, worker] of workers) {
      await measure(worker, { message, direction, milliseconds: warmUpMilliseconds });
      measured.set(name, []);
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, worker] of workers) {
        measured.get(name)?.push(await measure(worker, { message, direction, milliseconds }));
      }
    }
    for (const [name, results] of measured) {
      rows.push(rowOf(`${message}/${direction}`, name, results));
    }
    print(rows.slice(-workers.size));
  }
  verdict(rows);
  if (options.quick) console.log("quick: two short rounds, only for a look");
  if (options.json !== undefined) {
    writeResultFile(options.json, resultFile("codec", rows, options.quick));
  }
} finally {
  for (const worker of workers.values()) worker.disconnect();
}

function rowOf(name: string, implementation: string, results: readonly Measured[]): ResultRow {
  const rates = results.map(({ operations, seconds }) => operations / seconds);
  return {
    case: name,
    implementation,
    version: results[0]?.version ?? "",
    opsPerSecond: Math.round(median(rates)),
    clientCpuMicros: median(results.map((r) => (r.cpuSeconds / r.operations) * 1e6)),
    min: Math.round(Math.min(...rates)),
    max: Math.round(Math.max(...rates)),
    rounds: results.length,
  };
}

/** Names the cases in which we are behind JSON, or more than a tenth behind the quickest library. */
function verdict(rows: readonly ResultRow[]): void {
  const micros = (row: ResultRow) => row.clientCpuMicros ?? 0;
  let behind = 0;
  for (const ours of rows.filter((row) => row.implementation === "tramline")) {
    for (const row of rows) {
      if (row.case !== ours.case || row === ours) continue;
      const allowed = row.implementation.startsWith("JSON") ? 1 : 1.1;
      if (micros(ours) <= micros(row) * allowed) continue;
      behind++;
      const percent = Math.round((micros(ours) / micros(row) - 1) * 100);
      console.log(`${ours.case}: ${percent} % behind ${row.implementation}`);
    }
  }
  if (behind === 0) console.log("ahead of JSON and abreast of every library in all cases");
}

/**
 * One line a case: our rate, and how many times our CPU time each other takes for the same. CPU time
 * is what a codec is about, and it hardly moves when something else runs on the machine.
 */
function print(rows: readonly ResultRow[]): void {
  const [ours, ...others] = rows;
  if (ours === undefined) return;
  const micros = ours.clientCpuMicros ?? 0;
  const ratios = others.map(
    (row) => `${((row.clientCpuMicros ?? 0) / micros).toFixed(2)} ${row.implementation}`,
  );
  const rate = `${readable(ours.opsPerSecond)}/s`;
  console.log(
    `${ours.case.padEnd(16)}${rate.padStart(12)}${`${micros.toFixed(2)} µs`.padStart(12)}   CPU of others, ours = 1:  ${ratios.join("   ")}`,
  );
}

// `npm run bench:codec`: encodes and decodes, against JSON and the libraries that
// people use, in interleaved rounds.
// usage: [--quick] [--json FILE] [--only PART-OF-A-CASE]
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { type ResultRow, resultFile, writeResultFile } from "../../harness/result.ts";
import { median, readable } from "../../harness/statistics.ts";
import { textTable } from "../../harness/text-table.ts";
import { build } from "./build.ts";
import type { Measured } from "./worker.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string", default: "" },
  },
});
const rounds = options.quick ? 2 : 5;
const milliseconds = options.quick ? 100 : 300;
const warmUpMilliseconds = options.quick ? 200 : 700;

await build();
// These import what was built.
const { cases, participants, takesPart } = await import("./measured.ts");
const { codecBars } = await import("./bars.ts");
type Case = (typeof cases)[number];

const chosen = cases
  .map((each) => ({ ...each, name: `${each.message}/${each.operation}` }))
  .filter(({ name }) => name.includes(options.only));
if (chosen.length === 0) throw new Error(`no case has "${options.only}" in its name`);

const workers = new Map<string, ChildProcess>();
for (const { name, module } of participants) {
  const worker = fork(new URL("worker.ts", import.meta.url), [module], {
    execArgv: ["--import", "tsx"],
  });
  workers.set(name, worker);
  await once(worker, "message");
}

function measure(name: string, { message, operation }: Case, ms: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const worker = workers.get(name) as ChildProcess;
    const failed = () => reject(new Error(`${name} failed; see above`));
    worker.once("exit", failed);
    worker.once("message", (measured) => {
      worker.removeListener("exit", failed);
      resolve(measured as Measured);
    });
    worker.send({ message, operation, milliseconds: ms });
  });
}

try {
  const rows: ResultRow[] = [];
  for (const each of chosen) {
    const names = participants.filter((one) => takesPart(one, each)).map(({ name }) => name);
    const measured = new Map<string, Measured[]>(names.map((name) => [name, []]));
    for (const name of names) await measure(name, each, warmUpMilliseconds);
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        measured.get(name)?.push(await measure(name, each, milliseconds));
      }
    }
    const found = [...measured].map(([name, results]) => rowOf(each.name, name, results));
    rows.push(...found);
    print(found);
  }
  const bars = codecBars(rows).filter((bar) => bar.verdict !== "not measured");
  console.log();
  console.log(
    textTable(
      ["tramline, CPU of others to ours", "holds", "ratio"],
      bars.map((bar) => [bar.what, bar.verdict, bar.detail]),
    ),
  );
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
    opsPerSecond: Number(median(rates).toPrecision(7)),
    clientCpuMicros: median(results.map((r) => (r.cpuSeconds / r.operations) * 1e6)),
    min: Number(Math.min(...rates).toPrecision(7)),
    max: Number(Math.max(...rates).toPrecision(7)),
    rounds: results.length,
  };
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
    `${ours.case.padEnd(24)}${rate.padStart(12)}${`${micros.toFixed(2)} µs`.padStart(14)}   CPU of others, ours = 1:  ${ratios.join("   ")}`,
  );
}

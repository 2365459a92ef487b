// `npm run bench:compile`: all of googleapis to descriptors, in one process, beside protoc and buf, in
// interleaved rounds.
// usage: [--quick] [--json FILE] [--only COMPILER]
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildSync } from "esbuild";
import { layOutGoogleapis } from "../../harness/googleapis.ts";
import { type ResultRow, resultFile, writeResultFile } from "../../harness/result.ts";
import { median } from "../../harness/statistics.ts";
import { textTable } from "../../harness/text-table.ts";
import { compileBars } from "./bars.ts";
import { compareSets, readSet } from "./compare-sets.ts";
import { cacheFolder, compilers, contractsFolder } from "./compilers.ts";
import { measureRun, type Run } from "./measure.ts";

const root = path.join(import.meta.dirname, "../../..");
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string" },
  },
});
const rounds = options.quick ? 2 : 5;

const list = prepare();
const chosen = compilers().filter(
  ({ name }) => options.only === undefined || name === options.only,
);
const runs = new Map<string, Run[]>(chosen.map(({ name }) => [name, []]));
let fileCount = 0;
for (let round = 0; round < rounds; round++) {
  for (const { name, command, args } of chosen) {
    const run = await measureRun(command, args(outputOf(name), list));
    runs.get(name)?.push(run);
  }
  if (round === 0) fileCount = compareOutputs(chosen.map(({ name }) => name));
}

const rows = chosen.map(({ name, version }) => rowOf(name, version, runs.get(name) ?? []));
console.log(
  textTable(
    [`googleapis, ${fileCount} files`, "seconds", "spread", "CPU seconds", "peak MiB"],
    rows.map((row) => [
      `${row.implementation} ${row.version}`,
      (1 / row.opsPerSecond).toFixed(2),
      `${(((row.max - row.min) / row.opsPerSecond) * 100).toFixed(0)} %`,
      ((row.clientCpuMicros ?? 0) / 1e6).toFixed(2),
      ((row.peakMemoryBytes ?? 0) / 2 ** 20).toFixed(0),
    ]),
  ),
);
console.log();
const bars = compileBars(rows).map((each) => [each.what, each.verdict, each.detail]);
console.log(textTable(["tramline", "holds", "ratio"], bars));
if (options.quick) console.log("quick: two rounds, only for a look");
if (options.json !== undefined) {
  writeResultFile(options.json, resultFile("compile", rows, options.quick));
}

/** Builds ours, lays out the contracts; returns the file that lists them. */
function prepare(): string {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  for (const args of [[tsc, "-b", "packages/compiler"], ["tools/bundle.mjs"]]) {
    execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  }
  rmSync(cacheFolder, { recursive: true, force: true });
  const names = layOutGoogleapis(contractsFolder);
  buildSync({
    entryPoints: [path.join(import.meta.dirname, "program.ts")],
    outfile: path.join(cacheFolder, "program.mjs"),
    format: "esm",
    target: "node20",
  });
  const file = path.join(cacheFolder, "files.txt");
  writeFileSync(file, names.join("\n"));
  return file;
}

/**
 * The same files must have been compiled: to the same descriptors by protoc, which descriptors are
 * defined by; what others do otherwise is told. Returns how many files there are.
 */
function compareOutputs(names: readonly string[]): number {
  const [first = "", ...others] = names;
  const ours = readSet(outputOf(first));
  for (const name of others) {
    const { missing, more, different } = compareSets(readSet(outputOf(name)), ours);
    if (missing.length + more.length > 0) {
      throw new Error(`not all compiled the same files: ${name} ${shown([...missing, ...more])}`);
    }
    if (different.length === 0) continue;
    const text = `${name} describes ${different.length} files otherwise: ${shown(different)}`;
    if (name === "protoc") throw new Error(text);
    console.log(text);
  }
  return ours.size;
}

function outputOf(name: string): string {
  return path.join(cacheFolder, `${name}.binpb`);
}

function shown(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, …` : names.join(", ");
}

function rowOf(implementation: string, version: string, measured: readonly Run[]): ResultRow {
  const rates = measured.map((run) => 1 / run.seconds);
  return {
    case: "googleapis",
    implementation,
    version,
    opsPerSecond: Number(median(rates).toPrecision(5)),
    clientCpuMicros: median(measured.map((run) => run.cpuSeconds * 1e6)),
    peakMemoryBytes: median(measured.map((run) => run.peakMemoryBytes)),
    min: Number(Math.min(...rates).toPrecision(5)),
    max: Number(Math.max(...rates).toPrecision(5)),
    rounds: measured.length,
  };
}

/**
 * `npm run bench:rpc [-- --native] [--quick] [--json FILE [--merge]] [--case a,b]
 * [--implementation x,y] [--rounds N]`: calls of one contract between processes on loopback, ours and the
 * peers' interleaved in one run. Figures mean something only beside others of the same run; `--merge` puts
 * the measured cases into the file and keeps its other cases.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mergeResults } from "../../harness/merge.ts";
import {
  type ResultFile,
  type ResultRow,
  resultFile,
  writeResultFile,
} from "../../harness/result.ts";
import { textTable } from "../../harness/text-table.ts";
import { build } from "./build.ts";
import { type Case, cases } from "./cases.ts";
import { Comparison } from "./compare.ts";
import { judge } from "./floors.ts";
import { type Implementation, implementations } from "./implementations.ts";
import { measureCase, type Plan, warmUp } from "./measure.ts";
import { Pairs } from "./pairs.ts";
import { reportCase } from "./report.ts";
import { measureServerMemory, memoryCase, reportMemory } from "./server-memory.ts";

const { values: flags } = parseArgs({
  options: {
    native: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    merge: { type: "boolean", default: false },
    case: { type: "string" },
    implementation: { type: "string" },
    rounds: { type: "string" },
  },
});

const clearPlan: Plan = flags.quick
  ? { rounds: 2, warmupMs: 150, measureMs: 500, warmupShare: 1 / 3 }
  : { rounds: 5, warmupMs: 300, measureMs: 1_400, warmupShare: 1 };
const rounds = flags.rounds === undefined ? clearPlan.rounds : Number(flags.rounds);
const plan = (each: Case): Plan => ({
  ...clearPlan,
  // One case of TLS says how much it costs; shorter windows keep the whole run bearable.
  measureMs: each.tls && !flags.quick ? 900 : clearPlan.measureMs,
  rounds,
});

/** The names of a comma-separated flag, or all; throws on one that does not exist. */
function chosen<T extends { readonly name: string }>(all: readonly T[], flag?: string): T[] {
  if (flag === undefined) return [...all];
  return flag.split(",").map((name) => {
    const found = all.find((each) => each.name === name);
    if (found !== undefined) return found;
    throw new Error(`no ${name} among: ${all.map((each) => each.name).join(", ")}`);
  });
}

function takingPart(each: Case, from: readonly Implementation[]): Implementation[] {
  return from.filter(
    (one) => each.only?.includes(one.name) !== false && each.without?.includes(one.name) !== true,
  );
}

async function measureAll(
  taking: readonly Implementation[],
  fixed: readonly Implementation[],
  chosenCases: readonly Case[],
) {
  const rows: ResultRow[] = [];
  const pairs = new Pairs();
  try {
    const echo = cases.find((each) => each.name === "unary-100");
    if (echo !== undefined && chosenCases.length > 0)
      await warmUp(pairs, [...new Set([...taking, ...fixed])], echo, clearPlan);
    for (const each of chosenCases) {
      const measured = await measureCase(
        pairs,
        takingPart(each, taking),
        each,
        chosenCases,
        plan(each),
      );
      rows.push(...measured);
      console.log(`\n${reportCase(each, measured)}`);
    }
  } finally {
    pairs.stopAll();
  }
  return { rows, warning: pairs.foreignLoad.warning() };
}

const taking = chosen(implementations, flags.implementation).filter(
  (each) => flags.native || flags.implementation !== undefined || !each.native,
);
// A mixed pair needs its fixed side, whichever implementations were chosen.
const needed = (each: Case) => [each.client, each.server].filter((name) => name !== undefined);
const rowNames = flags.case?.split(",");
const timedNames = rowNames?.filter((name) => name !== memoryCase).join(",");
const chosenCases = (timedNames === "" ? [] : chosen(cases, timedNames)).filter(
  (each) => flags.native || flags.case !== undefined || needed(each).length === 0,
);
const fixed = implementations.filter((one) =>
  chosenCases.some((each) => needed(each).includes(one.name)),
);
for (const toolchain of new Set([...taking, ...fixed].map((each) => each.toolchain))) {
  build(toolchain);
}

// Runs that do not go together are found before the minutes that one takes.
if (flags.json !== undefined && flags.merge)
  mergedInto(flags.json, resultFile("rpc", [], flags.quick));

const { rows, warning } = await measureAll(taking, fixed, chosenCases);
if (rowNames?.includes(memoryCase) !== false) {
  const measured = await measureServerMemory(taking, { ...clearPlan, rounds });
  rows.push(...measured);
  console.log(`\n${reportMemory(measured)}`);
}
const bars = judge(new Comparison(rows)).filter((each) => each.verdict !== "not measured");
if (bars.length > 0) {
  const cells = bars.map((each) => [each.what, each.verdict, each.detail]);
  console.log(`\n${textTable(["tramline", "holds", "ratio"], cells)}`);
}
if (flags.quick)
  console.log("\nQuick: two short rounds, for a look while working; not to be quoted.");
if (warning !== undefined) console.log(`\n${warning}`);
if (flags.json !== undefined) {
  const measured = resultFile("rpc", rows, flags.quick);
  writeResultFile(flags.json, flags.merge ? mergedInto(flags.json, measured) : measured);
}

function mergedInto(file: string, measured: ResultFile): ResultFile {
  const known = JSON.parse(readFileSync(file, "utf8")) as ResultFile;
  return mergeResults(known, measured, [...cases.map((each) => each.name), memoryCase]);
}

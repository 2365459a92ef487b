/**
 * Load balancing policies with ten real servers, some of them slow, failing, draining, or restarting:
 * how calls are shared out and how many fail, with our client and with grpc-go's by the same policy.
 *
 *   npm run test:balancing [-- --json FILE] [--short] [--only PART]
 *
 * `--short` measures for a shorter time; `--only` takes the scenarios whose names contain a text.
 */
import { parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import type { Figures } from "./runner/figures.ts";
import { Fleet } from "./runner/fleet.ts";
import { measure } from "./runner/measure.ts";
import { buildPrograms } from "./runner/programs.ts";
import { scenarios } from "./scenarios/index.ts";
import type { Scenario } from "./scenarios/scenario.ts";

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    short: { type: "boolean", default: false },
    only: { type: "string", default: "" },
  },
});
const durations = { warmMs: 2_500, measureMs: values.short ? 2_500 : 5_000 };
const result: SuiteResult = {
  suite: "balancing",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

function count(name: string, problem: string | undefined): void {
  if (problem === undefined) {
    result.passed++;
  } else {
    result.failed++;
    result.failures.push({ case: name, message: problem });
  }
}

function judge({ name, checks }: Scenario, ours: Figures, theirs: Figures): void {
  for (const check of checks) {
    if ("both" in check) {
      count(`${name}: ${check.name}`, check.both(ours, theirs));
      continue;
    }
    count(`${name}: ${check.name}`, check.each(ours));
    const problem = check.each(theirs);
    // The claim itself is wrong when grpc-go does not keep it.
    count(`${name}: ${check.name}, grpc-go`, problem);
  }
}

function print(client: string, { counts, calls, failed, errors }: Figures): void {
  const shares = counts.map((one) => `${((100 * one) / calls).toFixed(1)}`.padStart(5)).join(" ");
  const codes = Object.entries(errors).map(([code, number]) => `${number} ${code}`);
  const rate = ((100 * failed) / calls).toFixed(2);
  console.log(
    `  ${client.padEnd(9)} ${shares}   ${rate} % failed${codes.length > 0 ? `: ${codes.join(", ")}` : ""}`,
  );
}

const programs = await buildPrograms();
if (programs.notRun !== undefined) {
  result.notRun = programs.notRun;
} else {
  const fleet = new Fleet(programs.server);
  await fleet.start();
  try {
    console.log("Calls of each of ten servers in percent, and calls that failed.\n");
    for (const scenario of scenarios.filter(({ name }) => name.includes(values.only))) {
      console.log(scenario.name);
      const figures: Figures[] = [];
      for (const client of programs.clients) {
        const found = await measure(scenario, fleet, client, durations);
        print(client.name, found);
        figures.push(found);
      }
      judge(scenario, figures[0] as Figures, figures[1] as Figures);
    }
  } finally {
    await fleet.end();
  }
}
console.log();
for (const { case: name, message } of result.failures) console.log(`failed: ${name}: ${message}`);
writeResult(result, values.json);
printCounts(result);

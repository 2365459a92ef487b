/**
 * The official gRPC interop cases: our client with the servers of others, the clients of others with
 * our server, over cleartext and TLS.
 *
 *   npm run test:interop [-- --json FILE] [--only go,python,grpc-js,java,
 *     cpp,tonic,grpclib] [--case NAME,…] [--control]
 *
 * `--control` adds each foreign client with its own server, which judges the suite itself.
 */
import { parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import {
  type ForeignName,
  foreignNames,
  type Implementation,
  prepare,
  prepareTramline,
  tramlineCases,
} from "./runner/implementations.ts";
import { clientLacks, globallyNotApplicable } from "./runner/not-applicable.ts";
import { type Column, columnName, type Outcome, runColumn } from "./runner/run-column.ts";
import { type ColumnResult, printTable } from "./runner/table.ts";

/** Columns that run side by side. Each has one client at work at a time. */
const lanes = 3;

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    only: { type: "string" },
    case: { type: "string" },
    control: { type: "boolean", default: false },
  },
});

/** Refuses the command line. */
function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

const wanted = values.only?.split(",") ?? foreignNames;
for (const name of wanted) {
  if (!foreignNames.some((known) => known === name)) {
    refuse(`--only ${name}: there are ${foreignNames.join(", ")}`);
  }
}
const wantedCases = values.case?.split(",");
const isWanted = (name: string) => wantedCases === undefined || wantedCases.includes(name);
const allCases = tramlineCases.filter(isWanted);
if (allCases.length === 0) {
  refuse(`--case ${values.case}: there are ${tramlineCases.join(", ")}`);
}

const result: SuiteResult = {
  suite: "interop",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

/** The implementations that can run; those that cannot are failures. */
async function prepareAll(): Promise<Implementation[]> {
  const ready: Implementation[] = [];
  const missing: string[] = [];
  for (const name of wanted as ForeignName[]) {
    const prepared = await prepare(name);
    if (prepared.notRun === undefined) {
      ready.push(prepared.ready);
      continue;
    }
    missing.push(`${name}: ${prepared.notRun}`);
    for (const pair of [`tramline → ${name}`, `${name} → tramline`]) {
      fail(`all cases, ${pair}`, `did not run: ${prepared.notRun}`);
    }
  }
  if (missing.length > 0) result.notRun = missing.join("; ");
  return ready;
}

function fail(name: string, message: string): void {
  result.failed++;
  result.failures.push({ case: name, message });
}

function createColumns(foreign: readonly Implementation[]): Column[] {
  const pairs = foreign.flatMap((one) => [
    { client: tramline, server: one },
    { client: one, server: tramline },
    ...(one.otherClient === undefined ? [] : [{ client: one.otherClient, server: tramline }]),
    ...(values.control ? [{ client: one, server: one }] : []),
  ]);
  return pairs.flatMap((pair) => [
    { ...pair, isTls: false },
    { ...pair, isTls: true },
  ]);
}

async function runAll(columns: readonly Column[]): Promise<ColumnResult[]> {
  const results = columns.map((column) => ({ column, outcomes: new Map<string, Outcome>() }));
  // The slow ones first, so that no lane is left with them at the end.
  const waiting = [...results].sort((a, b) => weight(b.column) - weight(a.column));
  const work = async () => {
    for (;;) {
      const next = waiting.shift();
      if (next === undefined) return;
      const cases = next.column.client.clientCases.filter(isWanted);
      const startMs = performance.now();
      await runColumn(next.column, cases, (name, outcome) => next.outcomes.set(name, outcome));
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
      console.log(`${columnName(next.column)}: ${next.outcomes.size} cases in ${seconds} s`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  console.log();
  return results;
}

function weight({ client }: Column): number {
  const isJava = client.certificates !== undefined;
  return isJava ? 2 : client.name === "go" ? 0 : 1;
}

function count(results: readonly ColumnResult[]): void {
  for (const { column, outcomes } of results) {
    for (const [name, outcome] of outcomes) {
      const full = `${name}, ${columnName(column)}`;
      if (outcome.kind === "passed") result.passed++;
      else if (outcome.kind === "failed") fail(full, outcome.message);
      else result.notApplicable.push({ case: full, reason: outcome.reason });
    }
    if (column.isTls) continue; // what a client lacks it lacks over both
    const { client, server } = column;
    for (const name of allCases) {
      if (client.clientCases.includes(name)) continue;
      const reason = clientLacks[client.name] ?? "the client does not have this case";
      result.notApplicable.push({ case: `${name}, ${client.name} → ${server.name}`, reason });
    }
  }
  for (const [name, reason] of Object.entries(globallyNotApplicable)) {
    result.notApplicable.push({ case: name, reason });
  }
}

/** Each reason once, with the cases that it holds for. */
function printNotApplicable(): void {
  const byReason = new Map<string, string[]>();
  for (const { case: name, reason } of result.notApplicable) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  console.log("not applicable:");
  for (const [reason, names] of byReason) {
    console.log(`  ${reason}:`);
    for (const name of names) console.log(`    ${name}`);
  }
  console.log();
}

const tramline = await prepareTramline();
const foreign = await prepareAll();
const results = await runAll(createColumns(foreign));
count(results);
if (results.length > 0) printTable(results, allCases);
printNotApplicable();
for (const { case: name, message } of result.failures) {
  console.log(`failed: ${name}\n        ${message.replaceAll("\n", "\n        ")}`);
}
writeResult(result, values.json);
printCounts(result);

/**
 * Attacks servers from raw sockets, with honest clients beside the attacker, and judges ours.
 *
 *   npm run test:attack [-- --json FILE] [--short] [--only NAME,…] [--server tramline,grpc-go,…|all]
 *     [--seconds 8] [--connections 4] [--patient] [--from same|another|alternating|both] [--write] [--profile FOLDER]
 *
 * `--short` takes two seconds for each attack and alternates the attacker's address from row to row. `--write` keeps the
 * figures in bench/results/attack.json, in place of older ones of the same rows, and in docs/attacks.md.
 * `--patient`: the attacker connects again when its socket closes, instead of as soon as GOAWAY names an error.
 * `--profile FOLDER` has servers on Node write a profile of their CPU there.
 */
import { parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import type { Attack } from "./attacks/attack.ts";
import { attacks } from "./attacks/catalog.ts";
import { type Durations, measureRow, type Origin } from "./runner/measure.ts";
import { HonestClients } from "./runner/programs.ts";
import { keepRow } from "./runner/result-file.ts";
import { prepareServer, type ServerName, serverNames } from "./runner/servers.ts";
import { printRow } from "./runner/table.ts";
import { shortcomings } from "./runner/verdict.ts";

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    short: { type: "boolean", default: false },
    only: { type: "string" },
    server: { type: "string", default: "tramline" },
    seconds: { type: "string" },
    connections: { type: "string", default: "4" },
    from: { type: "string" },
    patient: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});

/** Refuses the command line. */
function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) refuse(`invalid --${name}: expected a positive number, got ${text}`);
  return value;
}

function chosen<T extends string>(name: string, text: string, known: readonly T[]): T[] {
  const names = text.split(",");
  for (const one of names) {
    if (!known.some((other) => other === one)) {
      refuse(`invalid --${name}: expected ${known.join(", ")}, got ${one}`);
    }
  }
  return known.filter((one) => names.includes(one));
}

const names = attacks.map(({ name }) => name);
const wanted = values.only === undefined ? names : chosen("only", values.only, names);
const servers: readonly ServerName[] =
  values.server === "all" ? serverNames : chosen("server", values.server, serverNames);
const seconds = positive("seconds", values.seconds ?? (values.short ? "2" : "8"));
const connections = positive("connections", values.connections);
const durations: Durations = values.short
  ? { warmUpMs: 400, undisturbedMs: 600, attackMs: seconds * 1000 }
  : // Until then the server compiles its code, and its heap takes the size that honest calls need.
    { warmUpMs: 4000, undisturbedMs: 2000, attackMs: seconds * 1000 };
const both: readonly Origin[] = ["same address", "another address"];
const [from] = chosen("from", values.from ?? (values.short ? "alternating" : "both"), [
  "same",
  "another",
  "alternating",
  "both",
] as const);

function originsOf({ from: only }: Attack, index: number): readonly Origin[] {
  if (only !== undefined) return [only];
  if (from === "same") return ["same address"];
  if (from === "another") return ["another address"];
  if (from === "alternating") {
    return [index % 2 === 0 ? "same address" : "another address"];
  }
  return both;
}

const result: SuiteResult = {
  suite: "attack",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

function judge(name: string, found: readonly string[]): void {
  if (found.length === 0) {
    result.passed++;
    return;
  }
  result.failed++;
  result.failures.push({ case: name, message: found.join("; ") });
}

async function run(server: ServerName): Promise<void> {
  const flags =
    values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
  const notRun = prepareServer(server, flags);
  if (notRun !== undefined) {
    // The peers are there for comparison; without ours there is nothing to judge.
    if (server === "tramline") result.notRun = notRun;
    console.log(`${server} did not run: ${notRun}`);
    return;
  }
  for (const [index, attack] of attacks.entries()) {
    if (!wanted.includes(attack.name)) continue;
    for (const origin of originsOf(attack, index)) {
      const name = `${attack.name}, ${server}, ${origin}`;
      try {
        const order = {
          attack,
          server,
          from: origin,
          connections,
          durations,
          isPatient: values.patient,
        };
        let figures = await measureRow(order, honest);
        console.log(printRow(attack, figures, values.short));
        // A short row is noisy: it fails when it fails three times.
        const isRepeated = values.short && server === "tramline";
        for (let again = 0; isRepeated && again < 2; again++) {
          if (shortcomings(attack, figures, true).length === 0) break;
          figures = await measureRow(order, honest);
          console.log(`again: ${printRow(attack, figures, true)}`);
        }
        // After each row: a run that is cut short keeps what it has.
        if (values.write) keepRow(attacks, figures, seconds);
        if (server === "tramline") judge(name, shortcomings(attack, figures, values.short));
      } catch (error) {
        const message = `could not be measured: ${error instanceof Error ? error.message : String(error)}`;
        console.log(`FAIL ${name}: ${message}`);
        if (server === "tramline") judge(name, [message]);
      }
    }
  }
}

const honest = new HonestClients();
for (const server of servers) await run(server);
await honest.stop();
if (!servers.includes("tramline")) {
  result.notApplicable.push({ case: "all", reason: "only servers of others ran" });
}
console.log();
for (const { case: name, message } of result.failures) {
  console.log(`failed: ${name}\n        ${message}`);
}
writeResult(result, values.json);
printCounts(result);

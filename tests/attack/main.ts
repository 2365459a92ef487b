/**
 * Attacks servers from raw sockets, with honest clients beside the attacker, and judges ours.
 *
 *   npm run test:attack [-- --json FILE] [--short] [--only NAME,…] [--server tramline,grpc-go,…|all]
 *     [--seconds 8] [--connections 4] [--patient] [--from same|another|alternating|both] [--write] [--profile FOLDER]
 *     [--rows A-B] [--missing] [--minutes N] [--list]
 *
 * `--short` takes two seconds for each attack and alternates the attacker's address from row to row. `--write` keeps the
 * figures in bench/results/attack.json, in place of older ones of the same rows, and in docs/attacks.md.
 * `--patient`: the attacker connects again when its socket closes, instead of as soon as GOAWAY names an error.
 * `--rows` takes the attacks by their numbers, which `--list` prints; `--missing` leaves out what bench/results has of
 * attacks of at least as many seconds; no row begins after `--minutes`. With `--write` a long run can be done in parts.
 * `--profile FOLDER` has servers on Node write a profile of their CPU there.
 */
import { parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { attacks } from "./attacks/catalog.ts";
import { type Durations, measureRow } from "./runner/measure.ts";
import { HonestClients } from "./runner/programs.ts";
import { keepRow, keptRows } from "./runner/result-file.ts";
import { parseRange, type Row, selectRows } from "./runner/selection.ts";
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
    rows: { type: "string" },
    missing: { type: "boolean", default: false },
    minutes: { type: "string" },
    list: { type: "boolean", default: false },
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
const [from] = chosen("from", values.from ?? (values.short ? "alternating" : "both"), [
  "same",
  "another",
  "alternating",
  "both",
] as const);

const range = parseRange(values.rows ?? `1-${attacks.length}`, attacks.length);
if (range === undefined) {
  refuse(`invalid --rows: expected A-B within 1-${attacks.length}, got ${values.rows}`);
}
if (from === undefined) refuse("missing --from");
const selection = { names: wanted, range, from };
const endsAtMs =
  values.minutes === undefined
    ? Number.POSITIVE_INFINITY
    : performance.now() + positive("minutes", values.minutes) * 60_000;
const isKept = values.missing ? keptRows(seconds) : () => false;

/** Returns the rows of a server that are to be measured. */
function rowsOf(server: ServerName): Row[] {
  return selectRows(attacks, server, selection).filter(
    ({ attack, from }) => !isKept({ attack: attack.name, server, from }),
  );
}

if (values.list) {
  for (const row of servers.flatMap(rowsOf)) {
    console.log(`${row.number} ${row.attack.name}, ${row.server}, ${row.from}`);
  }
  process.exit();
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
  for (const row of rowsOf(server)) {
    if (performance.now() < endsAtMs) await measure(row);
    else {
      const reason = `--minutes ${values.minutes} were over; --rows ${row.number}-${range?.[1]} goes on`;
      result.notApplicable.push({ case: nameOf(row), reason });
    }
  }
}

const nameOf = ({ attack, server, from }: Row) => `${attack.name}, ${server}, ${from}`;

async function measure(row: Row): Promise<void> {
  const { attack, server } = row;
  try {
    const order = { ...row, connections, durations, isPatient: values.patient };
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
    if (server === "tramline") judge(nameOf(row), shortcomings(attack, figures, values.short));
  } catch (error) {
    const message = `could not be measured: ${error instanceof Error ? error.message : String(error)}`;
    console.log(`FAIL ${nameOf(row)}: ${message}`);
    if (server === "tramline") judge(nameOf(row), [message]);
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

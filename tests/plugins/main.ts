/**
 * Every language from the same contract: code that plugins of other languages generate when
 * `tram generate` runs them compiles and calls our server, and is what they generate for protoc.
 *
 *   npm run test:plugins [-- --json FILE] [--only go,python,java,cpp,npm]
 */
import { parseArgs } from "node:util";
import { run } from "../../tools/root.mjs";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { type Client, clients } from "./runner/clients.ts";
import { comparedPlugins } from "./runner/compared-plugins.ts";
import { findContracts } from "./runner/contracts.ts";
import { compareOutput } from "./runner/same-output.ts";
import { startServer } from "./server.ts";

const parts = ["go", "python", "java", "cpp", "npm"];
const calls = ["unary", "server streaming", "client streaming", "bidirectional"];
/** Longest time for a client's four calls; each has 20 s. */
const CLIENT_TIMEOUT_MS = 90_000;

const { values } = parseArgs({ options: { json: { type: "string" }, only: { type: "string" } } });
const wanted = values.only?.split(",") ?? parts;
const unknown = wanted.filter((part) => !parts.includes(part));
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(",")}: there are ${parts.join(", ")}`);
  process.exit(2);
}

const result: SuiteResult = {
  suite: "plugins",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

function record(name: string, failure: string | undefined, note = ""): void {
  if (failure === undefined) {
    result.passed++;
    console.log(`ok      ${name}${note}`);
    return;
  }
  result.failed++;
  result.failures.push({ case: name, message: failure });
  console.log(`failed  ${name}\n        ${failure.replaceAll("\n", "\n        ")}`);
}

/** What went wrong in some work; undefined when nothing did. */
async function failureOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The cases of one client; when a step fails, those after it fail with it. */
async function runClient(client: Client, target: string): Promise<void> {
  const cases = ["generates", "compiles", ...calls].map((one) => `${client.name}: ${one}`);
  const failRest = (from: number, failure: string): void => {
    record(cases[from] ?? client.name, failure);
    for (const name of cases.slice(from + 1)) record(name, "did not run: a step before it failed");
  };
  let at = 0;
  let output = "";
  const failure = await failureOf(async () => {
    const ready = await client.prepare();
    await ready.generate();
    record(cases[at++] ?? "", undefined);
    const { program, args, env } = await ready.compile();
    record(cases[at++] ?? "", undefined);
    const ran = await run(program, [...args, target], {
      quiet: true,
      timeoutMs: CLIENT_TIMEOUT_MS,
      env: { ...process.env, ...env },
    });
    output = ran.output;
    if (ran.code !== 0) throw new Error(`the client ended with status ${ran.code}: ${output}`);
  });
  if (failure !== undefined) {
    failRest(at, failure);
    return;
  }
  for (const call of calls) {
    const said = output.split("\n").find((line) => line.startsWith(`${call}: `));
    const outcome = said?.slice(call.length + 2);
    record(
      `${client.name}: ${call}`,
      outcome === "ok" ? undefined : (outcome ?? `no word: ${output}`),
    );
  }
}

async function runClients(): Promise<void> {
  const { server, target } = await startServer();
  try {
    for (const client of clients) {
      if (wanted.includes(client.part)) await runClient(client, target);
    }
  } finally {
    await server.close({ graceMs: 0 });
  }
}

async function compareOutputs(): Promise<void> {
  const contracts = await findContracts();
  for (const plugin of comparedPlugins) {
    if (!wanted.includes(plugin.part)) continue;
    for (const set of contracts) {
      if (plugin.only?.includes(set.name) === false) continue;
      const isRefused = plugin.refuses?.[set.name] !== undefined;
      const verb = isRefused ? "is refused" : "writes the same";
      const name = `${plugin.label} ${verb} for ${set.name}`;
      const reason = plugin.lacks?.[set.name];
      if (reason !== undefined) {
        result.notApplicable.push({ case: name, reason });
        console.log(`n/a     ${name}: ${reason}`);
        continue;
      }
      let files = 0;
      const failure = await failureOf(async () => {
        files = await compareOutput(plugin, set);
      });
      record(name, failure, isRefused ? "" : ` (${files} files)`);
    }
  }
}

await runClients();
const failure = await failureOf(compareOutputs);
if (failure !== undefined) result.notRun = failure;
writeResult(result, values.json);
printCounts(result);

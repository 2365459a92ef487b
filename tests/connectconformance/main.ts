/**
 * Lets connectconformance, the strictest judge of gRPC and Connect implementations, judge our client and our
 * server: against its own programs and against those on grpc-go.
 *
 * f-web-socket runs our client over WebSockets, which no other program has, against our server: the judge's cases and
 * what it expects are those of Connect and gRPC-Web.
 *
 * Our programs run on the newest Node, which has zstd. The browser client makes its calls in Chromium.
 *
 *   npm run test:connectconformance [-- --json FILE] [--configuration NAME] [--mode client|server|both]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { sourceFlags } from "../../tools/root.mjs";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import { buildJudge } from "../judges/build-judge.ts";
import { installed, NODES } from "../runtimes/installed.ts";
import { type FailedCase, parseReport } from "./report.ts";

/** What is judged: our client, our server, or both, one against the other. */
type Mode = "client" | "server" | "both";

/**
 * One run: configurations/NAME.yaml, and how many cases it has; fewer in a report mean that some did
 * not run. All cases of a-h2c and b-tls are in c-full as well: they run only when they are asked for.
 */
interface Run {
  readonly configuration: string;
  readonly mode: Mode;
  readonly cases: number;
  readonly byDefault: boolean;
  /** Whether our client makes its calls in Chromium. */
  readonly inChromium?: boolean;
}

const RUNS: readonly Run[] = [
  { configuration: "a-h2c", mode: "client", cases: 403, byDefault: false },
  { configuration: "a-h2c", mode: "server", cases: 372, byDefault: false },
  { configuration: "b-tls", mode: "client", cases: 634, byDefault: false },
  { configuration: "b-tls", mode: "server", cases: 566, byDefault: false },
  { configuration: "c-full", mode: "client", cases: 2696, byDefault: true },
  { configuration: "c-full", mode: "server", cases: 2192, byDefault: true },
  { configuration: "e-fetch", mode: "client", cases: 9746, byDefault: true },
  {
    configuration: "f-chromium",
    mode: "client",
    cases: 3019,
    byDefault: true,
    inChromium: true,
  },
  { configuration: "d-edge", mode: "server", cases: 4500, byDefault: true },
  { configuration: "e-http1", mode: "server", cases: 4044, byDefault: true },
  { configuration: "f-web-socket", mode: "both", cases: 3676, byDefault: true },
];

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    configuration: { type: "string" },
    mode: { type: "string" },
  },
});

const result = {
  suite: "connectconformance",
  passed: 0,
  failed: 0,
  notApplicable: [] as { case: string; reason: string }[],
  failures: [] as { case: string; message: string }[],
};

interface Programs {
  readonly judge: string;
  /** A Node that has zstd (22.15 or newer). */
  readonly node: string;
  /** Folder of our client and our server. */
  readonly folder: string;
}

/**
 * Runs one of our programs under the judge; what the judge printed.
 *
 * @param only the names of the cases to run. Default: all
 */
async function runJudge(
  { judge, node, folder }: Programs,
  { mode, configuration, inChromium = false }: Run,
  only: readonly string[] = [],
): Promise<string> {
  const args = ["--mode", mode, "--conf", file(`configurations/${configuration}.yaml`)];
  for (const name of only) args.push("--run", name);
  // Calls at one time; only for a client of the judge's.
  if (mode === "server") args.push("--parallel", "8");
  const client = path.join(folder, "client.mjs");
  const server = path.join(folder, "server.mjs");
  if (inChromium) args.push("--", process.execPath, ...sourceFlags, file("browser-client.ts"));
  else if (mode === "both") args.push("--", node, client, "--web-socket", "----", node, server);
  else args.push("--", node, mode === "client" ? client : server);
  const child = spawn(judge, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await once(child, "close");
  return output;
}

/** More failures than this in one run are not for lack of time. */
const MOST_REPEATED = 3;

/**
 * Runs single failed cases once more: the judge gives each a few seconds, which a busy machine may use up. Prints
 * each that passes then, because it has failed once.
 *
 * @returns the names of those that passed
 */
async function repeat(
  programs: Programs,
  run: Run,
  failures: readonly FailedCase[],
): Promise<ReadonlySet<string>> {
  const names = failures.map(({ name }) => name);
  if (names.length === 0 || names.length > MOST_REPEATED) return new Set();
  const report = parseReport(await runJudge(programs, run, names));
  if (report?.total !== names.length) return new Set();
  const again = new Set(report.failures.map(({ name }) => name));
  const passed = failures.filter(({ name }) => !again.has(name));
  for (const { name, message } of passed)
    console.log(`failed once, passed when repeated: ${name}\n        ${message}`);
  return new Set(passed.map(({ name }) => name));
}

async function runCases(programs: Programs, run: Run) {
  const { configuration, mode, cases } = run;
  const begin = performance.now();
  const output = await runJudge(programs, run);
  const report = parseReport(output);
  if (report === undefined) {
    result.failed += cases;
    const message = `connectconformance did not come to its end: ${output.trim().slice(-500)}`;
    result.failures.push({ case: `${configuration} ${mode}`, message });
    console.log(`${configuration} ${mode}: ${message}`);
    return;
  }
  const repeated = await repeat(programs, run, report.failures);
  const failures = report.failures
    .filter(({ name }) => !repeated.has(name))
    .map(({ name, message }) => ({ case: `${configuration} ${mode}: ${name}`, message }));
  const passed = report.total - failures.length;
  if (report.total !== cases) {
    const message = `${report.total} cases ran instead of ${cases}`;
    failures.push({ case: `${configuration} ${mode}`, message });
  }
  const failed = Math.max(failures.length, cases - passed);
  result.passed += passed;
  result.failed += failed;
  result.failures.push(...failures);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${configuration} ${mode}: ${passed} passed, ${failed} failed (${seconds} s)`);
  for (const { case: name, message } of failures)
    console.log(`failed: ${name}\n        ${message}`);
}

/**
 * Makes one file of each of our programs. The judge starts several at a time and waits 10 seconds for each:
 * compiling two hundred modules at every start takes longer than that on a busy machine.
 */
async function bundlePrograms(): Promise<string> {
  const folder = file("../../.cache/connectconformance");
  await build({
    entryPoints: [file("client.ts"), file("server.ts")],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["tramline-source"],
    // Written for require: they stay in node_modules.
    external: ["snappyjs", "undici"],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    logLevel: "warning",
  });
  return folder;
}

/** The programs of a run, or why it cannot begin. */
async function preparePrograms(): Promise<Programs | string> {
  const built = buildJudge(
    "connectconformance",
    "connectrpc.com/conformance/cmd/connectconformance",
  );
  if (built.notRun !== undefined) return built.notRun;
  try {
    const node = installed(NODES["26"]);
    return { judge: built.program, node, folder: await bundlePrograms() };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function judge(): Promise<void> {
  const programs = await preparePrograms();
  if (typeof programs === "string") {
    const notRunResult = { ...result, notRun: programs };
    writeResult(notRunResult, values.json);
    printCounts(notRunResult);
    return;
  }
  for (const run of RUNS) {
    if (values.mode !== undefined && values.mode !== run.mode) continue;
    const isChosen =
      values.configuration === undefined
        ? run.byDefault
        : values.configuration === run.configuration;
    if (isChosen) await runCases(programs, run);
  }
  writeResult(result, values.json);
  printCounts(result);
}

await judge();

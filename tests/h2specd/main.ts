/**
 * Lets h2specd judge our HTTP/2 client, over cleartext and over TLS.
 *
 *   npm run test:h2specd [-- --json FILE]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import { buildJudge } from "../judges/build-judge.ts";
import { type ClientCase, parseReport } from "./report.ts";

/** How many cases h2specd has. Each has a port of its own. */
const CASES = 57;
/** h2specd gives up altogether when one client takes three seconds, its start included. */
const ATTEMPTS = 3;

const { values } = parseArgs({ options: { json: { type: "string" } } });

const result = {
  suite: "h2specd",
  passed: 0,
  failed: 0,
  notApplicable: [] as { case: string; reason: string }[],
  failures: [] as { case: string; message: string }[],
};

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, "listening");
    server.listen(port, "127.0.0.1");
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** The first of as many free ports in a row as there are cases, below those that systems hand out. */
async function findPorts(): Promise<number> {
  let first = 20_000 + Math.floor(Math.random() * 10_000);
  for (let port = first; port < first + CASES; port++) {
    if (!(await isFree(port))) first = port + 1;
    if (first > 32_000) throw new Error(`no ${CASES} free ports in a row`);
  }
  return first;
}

/** Bundles the client, which starts for each case: compiling its modules takes too long on a busy machine. */
async function buildClient(): Promise<string> {
  const outfile = file("../../.cache/h2specd/client.mjs");
  await build({
    entryPoints: [file("client.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["tramline-source"],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    logLevel: "error",
  });
  return outfile;
}

/** Runs all cases; throws when h2specd did not come to its end. */
async function runCases(
  judge: string,
  client: string,
  flags: readonly string[],
): Promise<ClientCase[]> {
  let output = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    output = "";
    const from = await findPorts();
    // h2specd splits the command at spaces: a path with one would not work.
    const command = `${process.execPath} ${client}`;
    const args = ["-f", `${from}`, "-o", "1", "-S", ...flags, "-e", command];
    const child = spawn(judge, args, { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    await once(child, "close");
    const cases = parseReport(output);
    if (cases?.length === CASES) return cases;
    console.log(`h2specd did not come to its end: ${output.trim().slice(-300)}`);
  }
  throw new Error("h2specd did not come to its end");
}

async function judge(): Promise<void> {
  const built = buildJudge("h2specd", "github.com/summerwind/h2spec/cmd/h2specd");
  if (built.notRun !== undefined) {
    const notRunResult = { ...result, notRun: built.notRun };
    writeResult(notRunResult, values.json);
    printCounts(notRunResult);
    return;
  }
  const client = await buildClient();
  const certificate = file("../h2spec/testdata/localhost.pem");
  const key = file("../h2spec/testdata/localhost.key");
  for (const [transport, flags] of [
    ["cleartext", []],
    ["TLS", ["-t", "-c", certificate, "-k", key]],
  ] as const) {
    const cases = await runCases(built.program, client, flags);
    const failures = cases.filter(({ failure }) => failure !== undefined);
    console.log(`${transport}: ${cases.length - failures.length} of ${cases.length}`);
    result.passed += cases.length - failures.length;
    result.failed += failures.length;
    for (const { id, title, failure = "" } of failures) {
      result.failures.push({ case: `${transport} ${id} ${title}`, message: failure });
      console.log(`failed: ${transport} ${id} ${title}\n        ${failure}`);
    }
  }
  writeResult(result, values.json);
  printCounts(result);
}

await judge();

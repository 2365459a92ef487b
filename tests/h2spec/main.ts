/**
 * Lets h2spec judge our HTTP/2 server, over cleartext and over TLS.
 *
 *   npm run test:h2spec [-- --json FILE]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import { buildJudge } from "../judges/build-judge.ts";
import { knownFailures } from "./known-failures.ts";
import { parseReport, type SpecCase } from "./report.ts";

/** How many cases h2spec has; fewer in a report mean that it did not come to its end. */
const EXPECTED_CASES = 146;

const { values } = parseArgs({ options: { json: { type: "string" } } });

interface Ports {
  readonly cleartext: number;
  readonly tls: number;
}

async function startServer(): Promise<{ child: ChildProcess; ports: Ports }> {
  const script = fileURLToPath(new URL("server.ts", import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, "line").then(([line]) => line as string),
    once(child, "exit").then(([code]) => {
      throw new Error(`the server ended with status ${code}`);
    }),
  ]);
  return { child, ports: JSON.parse(first) as Ports };
}

/** Runs all cases; throws when h2spec did not come to its end. */
async function runCases(program: string, port: number, flags: string[]): Promise<SpecCase[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "tramline-h2spec-"));
  try {
    const report = path.join(folder, "report.xml");
    const args = ["-h", "127.0.0.1", "-p", `${port}`, "-S", "-o", "2", "-j", report, ...flags];
    const judge = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
    await once(judge, "exit");
    const cases = parseReport(readFileSync(report, "utf8"));
    if (cases.length !== EXPECTED_CASES) {
      throw new Error(`h2spec reported ${cases.length} cases instead of ${EXPECTED_CASES}`);
    }
    return cases;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One line per section: how many of its cases passed over each transport. */
function printTable(byTransport: ReadonlyMap<string, readonly SpecCase[]>): void {
  const transports = [...byTransport.keys()];
  const rows = new Map<string, Map<string, [passed: number, all: number]>>();
  for (const [transport, cases] of byTransport) {
    for (const { id, section, failure } of cases) {
      const key = `${id.slice(0, id.indexOf("/")).padEnd(8)} ${section}`;
      const row = rows.get(key) ?? new Map<string, [number, number]>();
      const [passed, all] = row.get(transport) ?? [0, 0];
      row.set(transport, [passed + (failure === undefined ? 1 : 0), all + 1]);
      rows.set(key, row);
    }
  }
  const width = Math.max(...[...rows.keys()].map((key) => key.length));
  const cells = (texts: readonly string[]) => texts.map((text) => text.padStart(10)).join("");
  console.log(`${"".padEnd(width)}${cells(transports)}`);
  for (const [key, row] of rows) {
    const counts = transports.map((transport) => (row.get(transport) ?? [0, 0]).join("/"));
    console.log(`${key.padEnd(width)}${cells(counts)}`);
  }
  const sums = transports.map((transport) => {
    const cases = byTransport.get(transport) ?? [];
    return `${cases.filter(({ failure }) => failure === undefined).length}/${cases.length}`;
  });
  console.log(`${"all".padEnd(width)}${cells(sums)}\n`);
}

async function judge(): Promise<void> {
  const result = {
    suite: "h2spec",
    passed: 0,
    failed: 0,
    notApplicable: [] as { case: string; reason: string }[],
    failures: [] as { case: string; message: string }[],
  };
  const built = buildJudge("h2spec", "github.com/summerwind/h2spec/cmd/h2spec");
  if (built.notRun !== undefined) {
    const notRunResult = { ...result, notRun: built.notRun };
    writeResult(notRunResult, values.json);
    printCounts(notRunResult);
    return;
  }
  const { child, ports } = await startServer();
  const byTransport = new Map<string, SpecCase[]>();
  try {
    byTransport.set("cleartext", await runCases(built.program, ports.cleartext, []));
    byTransport.set("TLS", await runCases(built.program, ports.tls, ["-t", "-k"]));
  } finally {
    child.stdin?.end();
  }
  printTable(byTransport);
  for (const [transport, cases] of byTransport) {
    for (const { id, title, failure } of cases) {
      if (failure === undefined) {
        result.passed++;
        continue;
      }
      result.failed++;
      const reason = knownFailures.get(id);
      const message = `${failure}${reason === undefined ? "" : ` (known: ${reason})`}`;
      result.failures.push({ case: `${transport} ${id} ${title}`, message });
      console.log(`failed: ${transport} ${id} ${title}\n        ${message}`);
    }
  }
  writeResult(result, values.json);
  printCounts(result);
}

await judge();

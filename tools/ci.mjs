// `.ci/run`: all that shows that the tree is sound, in one command. The unit tests come first; then the
// checks, the suites of others' judges that this machine has the programs for, and a fresh clone's
// `npm start -- --once`, two at a time. Prints a table; the last line is the sum. What has not ended after
// 58 minutes is ended and counts as failed.
// usage: .ci/run [--json FILE]
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { option, root, run } from "./root.mjs";
import { readResult, writeResult } from "./suite-result.mjs";
import { findSuites, missingPrograms } from "./suites.mjs";

/** @typedef {{ name: string, alone: boolean, go: () => Promise<Outcome> }} Task */
/** @typedef {import("./suite-result.mjs").Failure} Failure */
/** @typedef {{ passed: number, failed: number, note: string, output: string, failures: readonly Failure[] }} Outcome */

const results = path.join(root, ".cache/ci");
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const began = Date.now();
const totalMs = 58 * 60_000;

/**
 * What a task may take at most: its own limit, or what is left of the whole run.
 *
 * @param {number} ownMs
 */
const allowedMs = (ownMs) => Math.max(1_000, Math.min(ownMs, began + totalMs - Date.now()));

/** @param {number} ms */
const minutes = (ms) => `${(ms / 60_000).toFixed(1)} minutes`;

/**
 * A task that is an npm script writing a result with --json.
 *
 * @param {string} name
 * @param {readonly string[]} npmArgs
 * @param {number} ownMs
 * @param {boolean} alone
 * @returns {Task}
 */
function scriptTask(name, npmArgs, ownMs, alone) {
  const file = path.join(results, `${name}.json`);
  const go = async () => {
    const timeoutMs = allowedMs(ownMs);
    const { code, output, timedOut } = await run("npm", [...npmArgs, "--json", file], {
      quiet: true,
      timeoutMs,
    });
    const result = readResult(file);
    if (timedOut) return failure(`not done after ${minutes(timeoutMs)}`, output, result?.passed);
    if (result === undefined)
      return failure(`ended with status ${code} and wrote no result`, output);
    const { passed, failed, notApplicable, notRun } = result;
    if (notRun !== undefined) return failure(`did not run: ${notRun}`, output, passed);
    // A status that contradicts the counts is believed: something went wrong that no case saw.
    if (failed === 0 && (code !== 0 || passed === 0))
      return failure(`ended with status ${code}, ${passed} passed`, output, passed);
    const note = notApplicable.length > 0 ? `${notApplicable.length} not applicable` : "";
    return { passed, failed, note, output: failed > 0 ? output : "", failures: result.failures };
  };
  return { name, alone, go };
}

/**
 * @param {string} note
 * @param {string} output
 * @param {number} [passed]
 * @returns {Outcome}
 */
function failure(note, output, passed = 0) {
  return { passed, failed: 1, note, output, failures: [{ case: "run", message: note }] };
}

/** @type {Task} */
const freshStart = {
  name: "fresh clone: npm start -- --once",
  alone: false,
  go: async () => {
    const clone = mkdtempSync(path.join(tmpdir(), "tramline-clone-"));
    try {
      const cloned = await run("git", ["clone", "--quiet", "--no-hardlinks", root, clone], {
        quiet: true,
        timeoutMs: allowedMs(120_000),
      });
      if (cloned.code !== 0) return failure("git clone failed", cloned.output);
      const timeoutMs = allowedMs(10 * 60_000);
      const started = await run("npm", ["start", "--", "--once"], {
        cwd: clone,
        quiet: true,
        timeoutMs,
      });
      if (started.timedOut) return failure(`not done after ${minutes(timeoutMs)}`, started.output);
      if (started.code !== 0) return failure(`ended with status ${started.code}`, started.output);
      return { passed: 1, failed: 0, note: "", output: "", failures: [] };
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  },
};

/** @type {{ name: string, outcome: Outcome, seconds: number }[]} */
const done = [];

/** @param {Task} task */
async function perform(task) {
  const start = Date.now();
  const outcome = await task.go();
  const seconds = (Date.now() - start) / 1000;
  done.push({ name: task.name, outcome, seconds });
  const { passed, failed, note, output } = outcome;
  console.log(
    `${failed === 0 ? "ok  " : "FAIL"} ${task.name}: ${passed} passed, ${failed} failed${note === "" ? "" : ` (${note})`}, ${seconds.toFixed(0)} s`,
  );
  if (failed > 0)
    console.log(output.trimEnd().split("\n").slice(-200).join("\n").replace(/^/gm, "     | "));
}

/** @param {readonly Task[]} tasks */
async function performTwoAtATime(tasks) {
  const waiting = tasks.filter((task) => !task.alone);
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift())
      await perform(task);
  };
  await Promise.all([worker(), worker()]);
  for (const task of tasks) if (task.alone) await perform(task);
}

// The one that the rest needs: it installs and builds.
await perform(scriptTask("unit", ["test", "--"], 20 * 60_000, true));

/** @type {Task[]} */
const tasks = [];
/** @type {string[]} */
const leftOut = [];
for (const suite of findSuites()) {
  const missing = missingPrograms(suite.needs);
  if (missing.length > 0) {
    leftOut.push(`${suite.name}: this machine has no ${missing.join(", ")}`);
    continue;
  }
  const npmArgs = ["run", "--silent", `test:${suite.name}`, "--", ...suite.args];
  const parts = Object.entries(suite.parts);
  const possible = parts.filter(([part, needs]) => {
    const lacks = missingPrograms(needs);
    if (lacks.length > 0)
      leftOut.push(`${suite.name} with ${part}: this machine has no ${lacks.join(", ")}`);
    return lacks.length === 0;
  });
  if (possible.length < parts.length) {
    if (possible.length === 0) continue;
    npmArgs.push("--only", possible.map(([part]) => part).join(","));
  }
  tasks.push(scriptTask(suite.name, npmArgs, suite.timeoutMs, suite.alone));
}
tasks.push(freshStart);
tasks.push(
  scriptTask(
    "check",
    ["run", "--silent", "check", "--", "--except", "build,test"],
    15 * 60_000,
    false,
  ),
);
await performTwoAtATime(tasks);

console.log("");
for (const { name, outcome, seconds } of done) {
  console.log(
    `${outcome.failed === 0 ? "ok  " : "FAIL"} ${name.padEnd(34)} ${String(outcome.passed).padStart(7)} passed ${String(outcome.failed).padStart(5)} failed ${seconds.toFixed(0).padStart(5)} s  ${outcome.note}`,
  );
}
for (const line of leftOut) console.log(`left out  ${line}`);
// Named last, where a log that is cut in the middle still has them.
const named = done.flatMap(({ name, outcome }) =>
  outcome.failures.map(({ case: failed, message }) => ({ at: `${name}: ${failed}`, message })),
);
for (const { at, message } of named.slice(0, 20)) {
  console.log(`FAIL ${at}`);
  console.log(message.trimEnd().split("\n").slice(0, 12).join("\n").replace(/^/gm, "     | "));
}
if (named.length > 20) console.log(`and ${named.length - 20} more failures`);
console.log(minutes(Date.now() - began));
const passed = done.reduce((sum, { outcome }) => sum + outcome.passed, 0);
const failed = done.reduce((sum, { outcome }) => sum + outcome.failed, 0);
writeResult(
  {
    suite: "ci",
    passed,
    failed,
    notApplicable: leftOut.map((line) => ({ case: line, reason: "this machine lacks programs" })),
    failures: done.flatMap(({ name, outcome }) =>
      outcome.failed > 0 ? [{ case: name, message: outcome.note || outcome.output }] : [],
    ),
  },
  option(process.argv.slice(2), "--json"),
);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;

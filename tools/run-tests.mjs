// Runs the unit tests: one process for each package and each folder of programs, two at a time.
// usage: node tools/run-tests.mjs [--json FILE] [--idle-seconds N] [path part …]
// A test file is any x.test.ts; it needs Node and npm alone, leaves nothing running, and shares its
// process with the other test files of its group.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { endGroup, endWithUs, listFiles, option, root, sourceFlags } from "./root.mjs";
import { printCounts, writeResult } from "./suite-result.mjs";

/**
 * What tools/test-reporter.mjs tells.
 * @typedef {{ type: "begin", name: string, depth: number }
 *   | { type: "end", name: string, depth: number, suite: boolean, failed: boolean, own: boolean,
 *       skipped: string | undefined, durationMs: number, file: string | undefined, line: number | undefined, message: string | undefined }
 *   | { type: "finished" }} TestEvent
 *
 * @typedef {{ name: string, files: string[] }} Group
 * @typedef {{ group: string, passed: number, failures: import("./suite-result.mjs").Failure[],
 *   skipped: { case: string, reason: string }[], seconds: number, output: string }} GroupResult
 * @typedef {{ idleMs: number, totalMs: number, endMs: number }} Limits
 */

/** Bounds on one group's process. A test that needs more than two minutes is no unit test. */
const defaultLimits = { idleMs: 120_000, totalMs: 600_000, endMs: 10_000 };

/** Most of a group's own output that is kept to be shown when something fails, in characters. */
const outputLimit = 64 * 1024;

/**
 * Finds the test files, a group for each package, each example and each folder of programs.
 *
 * @param {readonly string[]} filters parts of paths; with none, every test file is taken
 * @returns {Group[]}
 */
export function findGroups(filters) {
  const folders = [...children("packages"), ...children("examples"), "tests", "bench", "tools"];
  return folders
    .map((folder) => ({
      name: folder.startsWith("packages/") ? folder.slice("packages/".length) : folder,
      files: listFiles(
        folder,
        (file) =>
          file.endsWith(".test.ts") &&
          (filters.length === 0 || filters.some((part) => file.includes(part))),
      ),
    }))
    .filter((group) => group.files.length > 0);
}

/** @param {string} folder */
function children(folder) {
  const full = path.join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}`);
}

/**
 * Runs one group in a process of its own, bounded by time.
 *
 * @param {Group} group
 * @param {Limits} limits
 * @returns {Promise<GroupResult>}
 */
export function runGroup(group, limits = defaultLimits) {
  return new Promise((resolve) => {
    const began = Date.now();
    /** @type {GroupResult} */
    const result = {
      group: group.name,
      passed: 0,
      failures: [],
      skipped: [],
      seconds: 0,
      output: "",
    };
    /** @type {string[]} */
    const open = [];
    let last = "loading the test files";
    let ended = 0;
    let killed = false;
    let finished = false;
    /** @type {NodeJS.Timeout | undefined} */
    let idle;

    const child = spawn(
      process.execPath,
      [
        "--enable-source-maps",
        ...sourceFlags,
        `--test-reporter=${pathToFileURL(path.join(root, "tools/test-reporter.mjs")).href}`,
        "--test-reporter-destination=stdout",
        path.join(root, "tools/test-entry.mjs"),
        ...group.files,
      ],
      {
        cwd: root,
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        detached: process.platform !== "win32",
      },
    );
    endWithUs(child);
    const keep = (/** @type {Buffer} */ chunk) => {
      result.output = (result.output + chunk.toString()).slice(-outputLimit);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);

    const giveUp = (/** @type {string} */ limit) => {
      if (killed) return;
      killed = true;
      const where =
        open.length > 0
          ? `it hung in: ${open.join(" > ")}`
          : ended > 0
            ? `every test that began has ended (the last: ${last}), so something keeps the process alive or blocks it: a socket, server, timer or loop left behind`
            : `it hung while ${last}, or in the first test`;
      result.failures.push({ case: `${group.name}: time-out`, message: `${limit}; ${where}` });
      // A second for the process to say what it still holds; in an endless loop it cannot.
      if (process.platform !== "win32") child.kill("SIGUSR2");
      setTimeout(() => endGroup(child.pid), 1_000);
    };
    const total = setTimeout(
      () => giveUp(`not done after ${limits.totalMs / 1000} s`),
      limits.totalMs,
    );
    const rearm = (/** @type {number} */ ms) => {
      clearTimeout(idle);
      idle = setTimeout(() => giveUp(`no test began or ended for ${ms / 1000} s`), ms);
    };
    rearm(limits.idleMs);

    onLine(/** @type {import("node:stream").Readable} */ (child.stdio[3]), (line) => {
      const event = /** @type {TestEvent} */ (JSON.parse(line));
      rearm(event.type === "finished" ? limits.endMs : limits.idleMs);
      if (event.type === "finished") {
        finished = true;
      } else if (event.type === "begin") {
        open.length = event.depth;
        open[event.depth] = event.name;
      } else {
        open.length = event.depth;
        last = event.name;
        ended++;
        count(event, result);
      }
    });
    child.on("close", (code, signal) => {
      clearTimeout(total);
      clearTimeout(idle);
      result.seconds = (Date.now() - began) / 1000;
      const silent = result.failures.length === 0;
      if (silent && ended === 0) {
        result.failures.push({ case: group.name, message: "its test files ran no test" });
      } else if (silent && (code !== 0 || signal !== null || !finished)) {
        result.failures.push({
          case: group.name,
          message: `the process ended with ${signal ?? `status ${code}`} after "${last}", before or without telling of a failed test`,
        });
      }
      resolve(result);
    });
  });
}

/**
 * Calls back with each line of a stream. Only a line feed ends a line: JSON text may hold U+2028 and
 * U+2029, at which node:readline splits.
 *
 * @param {import("node:stream").Readable} stream
 * @param {(line: string) => void} callback
 */
function onLine(stream, callback) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (/** @type {string} */ text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) callback(line);
  });
}

/**
 * @param {Extract<TestEvent, { type: "end" }>} event
 * @param {GroupResult} result
 */
function count(event, result) {
  const place = event.file === undefined ? "" : ` (${relative(event.file)}:${event.line ?? 0})`;
  if (event.skipped !== undefined) {
    result.skipped.push({ case: `${result.group}: ${event.name}${place}`, reason: event.skipped });
  } else if (event.failed) {
    if (event.own)
      result.failures.push({
        case: `${result.group}: ${event.name}${place}`,
        message: event.message ?? "",
      });
  } else if (!event.suite) {
    result.passed++;
  }
}

/** @param {string} file a path or a file: address */
function relative(file) {
  return path.relative(root, file.startsWith("file:") ? new URL(file).pathname : file);
}

/**
 * Runs all groups, at most two processes at a time, and prints as they end.
 *
 * @param {readonly string[]} filters
 * @param {Limits} [limits]
 * @returns {Promise<GroupResult[]>}
 */
export async function runTests(filters, limits = defaultLimits) {
  const waiting = findGroups(filters);
  /** @type {GroupResult[]} */
  const results = [];
  const worker = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const result = await runGroup(group, limits);
      printGroup(result);
      results.push(result);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}

/** @param {GroupResult} result */
function printGroup(result) {
  const { group, passed, failures, skipped, seconds } = result;
  const tail = skipped.length === 0 ? "" : `, ${skipped.length} skipped`;
  console.log(
    `${failures.length === 0 ? "ok  " : "FAIL"} ${group.padEnd(18)} ${passed} passed, ${failures.length} failed${tail} (${seconds.toFixed(1)} s)`,
  );
  for (const test of skipped) console.log(`     skipped: ${test.case}: ${test.reason}`);
  for (const failure of failures) {
    console.log(`\n  ✖ ${failure.case}\n${failure.message.replace(/^/gm, "    ")}\n`);
  }
  if (failures.length > 0 && result.output.trim() !== "") {
    console.log(`  output of ${group}:\n${result.output.trimEnd().replace(/^/gm, "    | ")}\n`);
  }
}

/**
 * @param {readonly GroupResult[]} results
 * @returns {import("./suite-result.mjs").SuiteResult}
 */
export function sumResults(results) {
  const failures = results.flatMap((result) => result.failures);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  if (passed + failures.length === 0) failures.push({ case: "unit", message: "no test ran" });
  return {
    suite: "unit",
    passed,
    failed: failures.length,
    notApplicable: results.flatMap((result) => result.skipped),
    failures,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const args = process.argv.slice(2);
  const idleSeconds = option(args, "--idle-seconds");
  const limits =
    idleSeconds === undefined
      ? defaultLimits
      : { ...defaultLimits, idleMs: Number(idleSeconds) * 1000 };
  const filters = args.filter(
    (arg, index) => !arg.startsWith("--") && !/^--(json|idle-seconds)$/.test(args[index - 1] ?? ""),
  );
  const result = sumResults(await runTests(filters, limits));
  writeResult(result, option(args, "--json"));
  printCounts(result);
}

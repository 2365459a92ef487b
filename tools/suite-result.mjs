// The result that every suite writes with --json FILE, and the last line that each prints.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {{ case: string, message: string }} Failure
 * @typedef {{ suite: string, passed: number, failed: number,
 *   notApplicable: { case: string, reason: string }[], failures: Failure[], notRun?: string }} SuiteResult
 */

/**
 * Writes a result where `--json FILE` asks for it.
 *
 * @param {SuiteResult} result
 * @param {string | undefined} file created with its folder; undefined writes nothing
 */
export function writeResult(result, file) {
  if (file === undefined) return;
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

/**
 * Reads what a suite wrote.
 *
 * @param {string} file
 * @returns {SuiteResult | undefined} undefined when there is no such file or it is not a result
 */
export function readResult(file) {
  try {
    const result = /** @type {SuiteResult} */ (JSON.parse(readFileSync(file, "utf8")));
    return Number.isInteger(result.passed) && Number.isInteger(result.failed) ? result : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Prints the last line of a suite and sets the exit status: 1 when a case failed, none ran or the
 * suite could not run.
 *
 * @param {SuiteResult} result
 */
export function printCounts(result) {
  if (result.notRun !== undefined) console.log(`${result.suite} did not run: ${result.notRun}`);
  console.log(`${result.passed} passed, ${result.failed} failed`);
  if (result.failed > 0 || result.passed === 0 || result.notRun !== undefined) process.exitCode = 1;
}

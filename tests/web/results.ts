/** Runs the cases of the suite, and counts them. */
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";

/** More than any case takes on a busy machine: one that hangs fails by its name. */
const CASE_TIMEOUT_MS = 60_000;

/** A case with a name that no other has. */
export interface NamedCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** The counts of a suite. */
export class SuiteResults {
  private readonly result: SuiteResult;

  constructor(suite: string) {
    this.result = { suite, passed: 0, failed: 0, notApplicable: [], failures: [] };
  }

  /** Runs cases one after another, and counts them. */
  async run(title: string, cases: readonly NamedCase[]): Promise<void> {
    const begin = performance.now();
    const before = { passed: this.result.passed, failed: this.result.failed };
    for (const one of cases) await this.runOne(`${title}: ${one.name}`, one);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    const passed = this.result.passed - before.passed;
    const failed = this.result.failed - before.failed;
    console.log(`${title}: ${passed} passed, ${failed} failed (${seconds} s)`);
  }

  private async runOne(name: string, { run }: NamedCase): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the case hangs")), CASE_TIMEOUT_MS);
    });
    try {
      await Promise.race([run(), limit]);
      this.result.passed += 1;
    } catch (error) {
      this.fail(name, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Counts a failure. */
  fail(name: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.result.failed += 1;
    this.result.failures.push({ case: name, message });
    console.log(`failed ${name}\n  ${message}`);
  }

  /** Notes a case that cannot apply, with the reason. */
  skip(name: string, reason: string): void {
    this.result.notApplicable.push({ case: name, reason });
    console.log(`not applicable ${name}: ${reason}`);
  }

  /** Says that the suite, or the rest of it, could not run. */
  stop(error: unknown): void {
    this.result.notRun = error instanceof Error ? error.message : String(error);
  }

  /** Writes and prints the result, and sets the exit status. */
  finish(file: string | undefined): void {
    writeResult(this.result, file);
    printCounts(this.result);
  }
}

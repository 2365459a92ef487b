/** What the conformance runner says of one of its suites. */
export interface SuiteReport {
  readonly passed: number;
  readonly skipped: number;
  readonly expectedFailures: number;
  readonly unexpectedFailures: number;
}

/** One case that failed. */
export interface CaseFailure {
  readonly name: string;
  readonly message: string;
}

const sumPattern =
  /CONFORMANCE SUITE (?:PASSED|FAILED): (\d+) successes, (\d+) skipped, (\d+) expected failures, (\d+) unexpected failures/g;
const failurePattern = /^(?:ERROR|WARNING), test=(\S+): ([^\n]*)/gm;

/** Parses what the runner prints: a sum for each suite that came to its end, and the cases that failed. */
export function parseReport(output: string): { suites: SuiteReport[]; failures: CaseFailure[] } {
  const suites = [...output.matchAll(sumPattern)].map(([, ...counts]) => {
    const [passed = 0, skipped = 0, expectedFailures = 0, unexpectedFailures = 0] =
      counts.map(Number);
    return { passed, skipped, expectedFailures, unexpectedFailures };
  });
  const failures = [...output.matchAll(failurePattern)].map(([, name = "", message = ""]) => ({
    name,
    message: message.slice(0, 500),
  }));
  return { suites, failures };
}

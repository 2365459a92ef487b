/** A case that failed, and how. */
export interface FailedCase {
  readonly name: string;
  readonly message: string;
}

/** What connectconformance prints at the end of a run. */
export interface Report {
  /** Cases that ran. */
  readonly total: number;
  readonly failures: readonly FailedCase[];
}

/**
 * Parses what connectconformance prints. Each failed case is `FAILED: NAME:` and indented lines.
 *
 * @returns undefined when it did not come to its end
 */
export function parseReport(output: string): Report | undefined {
  const total = /^Total cases: (\d+)$/m.exec(output)?.[1];
  if (total === undefined) return undefined;
  const failures: { name: string; message: string }[] = [];
  let last: { name: string; message: string } | undefined;
  for (const line of output.split("\n")) {
    const started = /^FAILED: (.*?):?$/.exec(line);
    if (started !== null) {
      last = { name: started[1] ?? "", message: "" };
      failures.push(last);
    } else if (last !== undefined && line.startsWith("\t")) {
      last.message += `${last.message === "" ? "" : "; "}${line.trim()}`;
    } else {
      last = undefined;
    }
  }
  return { total: Number(total), failures };
}

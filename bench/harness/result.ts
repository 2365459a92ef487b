import { writeFileSync } from "node:fs";
import { cpus } from "node:os";

/** One implementation in one case; medians over the rounds. A field without meaning is left out. */
export interface ResultRow {
  readonly case: string;
  readonly implementation: string;
  readonly version: string;
  readonly opsPerSecond: number;
  readonly clientCpuMicros?: number;
  readonly serverCpuMicros?: number;
  readonly p50Micros?: number;
  readonly p99Micros?: number;
  /** The most memory that the process had at one time. */
  readonly peakMemoryBytes?: number;
  /** Lowest and highest opsPerSecond of a round. */
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** When the row's run ended, ISO 8601, if it is not the file's: rows of several runs were merged. */
  readonly measuredAt?: string;
}

/** What `--json FILE` writes and bench/results/ keeps. */
export interface ResultFile<R = ResultRow> {
  readonly bench: string;
  /** When the run ended, ISO 8601; of merged runs, the first. */
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  /** Set when the rounds were too short and too few to be quoted. */
  readonly quick?: true;
  readonly rows: readonly R[];
}

/** Puts rows under the machine's and the moment's name. */
export function resultFile<R = ResultRow>(
  bench: string,
  rows: readonly R[],
  quick: boolean,
): ResultFile<R> {
  const processors = cpus();
  return {
    bench,
    date: new Date().toISOString(),
    node: process.version,
    cpu: `${processors.length} × ${processors[0]?.model ?? "unknown"}`,
    ...(quick ? { quick } : {}),
    rows,
  };
}

export function writeResultFile(path: string, result: ResultFile<unknown>): void {
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
}

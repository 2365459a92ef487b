import { type RunOptions, type RunResult, runSimulated } from "./run.ts";

const TOLD_VIOLATIONS = 10;
const TOLD_LINES = 80;
/** How much of the trace before the violation is shown, in simulated milliseconds. */
const BEFORE_MS = 5;

/**
 * Describes a run that failed: its seed, what does not hold, and the events around the first violation,
 * for which the run is repeated.
 */
export async function describeFailure(options: RunOptions, run: RunResult): Promise<string> {
  const { violations } = run;
  const lines = [`seed ${options.seed}, ${options.calls} calls: ${violations.length} violations`];
  lines.push(...violations.slice(0, TOLD_VIOLATIONS).map(({ what }) => what));
  const first = violations[0];
  if (first === undefined) return lines.join("\n");
  const again = await runSimulated({ ...options, traceLines: 1_000_000 });
  if (again.digest !== run.digest) lines.push("the run does not repeat by its seed");
  const around = again.trace.filter((line) => {
    const atMs = Number.parseFloat(line);
    return atMs >= first.fromMs - BEFORE_MS && atMs <= first.toMs;
  });
  lines.push("events up to the first violation:");
  lines.push(...around.slice(-TOLD_LINES));
  return lines.join("\n");
}

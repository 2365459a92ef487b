import type { Case } from "./cases.ts";

/**
 * How long an implementation runs a case before its first round, in milliseconds. A TLS case runs code that
 * the same case in cleartext has warmed, where that is in the run, and a mixed pair code that the first
 * warm-up has. A case's own warm-up is that of every implementation, if it is longer than theirs.
 *
 * @param usualMs the implementation's warm-up of a case
 * @param run all cases of the run
 */
export function caseWarmupMs(each: Case, usualMs: number, run: readonly Case[]): number {
  const isMixed = each.client !== undefined || each.server !== undefined;
  const isWarmed = each.tls && run.some((other) => each.name === `tls-${other.name}`);
  return Math.max(isMixed || isWarmed ? 0 : usualMs, each.warmupMs ?? 0);
}

/** An error whose text the page shows. */
import type { ProblemJson } from "./page-protocol.ts";

/** A request that the page's server cannot serve: HTTP status, text, and what to do. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly json: ProblemJson;

  constructor(status: number, json: ProblemJson) {
    super(json.problem);
    this.status = status;
    this.json = json;
  }
}

/** Returns any thrown value as a problem. Errors with a `hint` keep it. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (!(thrown instanceof Error)) return new Problem(500, { problem: String(thrown) });
  const { hint } = thrown as { hint?: unknown };
  const json: ProblemJson = { problem: thrown.message };
  return new Problem(502, typeof hint === "string" ? { ...json, hint } : json);
}

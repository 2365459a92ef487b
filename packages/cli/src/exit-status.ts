import type { Code } from "@tramline/rpc";

/** Exit statuses of `tram`, for scripts. */
export const ExitStatus = {
  /** Success; for a call: the status OK. */
  OK: 0,
  /** It did not work: contracts with errors, a file that cannot be read, output that would change. */
  FAILURE: 1,
  /** The command line is wrong: an unknown flag or method, or invalid JSON. Nothing was sent. */
  USAGE: 2,
  /** Ctrl-C. */
  STOPPED: 130,
} as const;

/** Exit status of a call that ended with another status than OK: 64 + its number, 65 to 80. */
export function exitStatusOfCode(code: Code): number {
  return 64 + code;
}

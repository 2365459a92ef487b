/** Claims that scenarios make, and how far figures may be off. */
import { type Figures, RATE } from "../runner/figures.ts";
import type { Check, Verdict } from "./scenario.ts";

/**
 * Calls at the edges of the measured time: those on the way when counting begins, and the time that it
 * takes to tell ten processes to. 40 ms of calls in all, whichever servers they go to.
 */
export const EDGE = Math.ceil(RATE * 0.04);

/** Each server has its part of the calls; the parts are in proportion to these numbers. */
export function shares(parts: readonly number[], tolerance: number): Check {
  const sum = parts.reduce((one, other) => one + other, 0);
  return {
    name: "shares",
    each: ({ counts, calls }) =>
      first(counts, (count, index) => {
        const wanted = (calls * (parts[index] ?? 0)) / sum;
        const isWrong = Math.abs(count - wanted) > tolerance;
        return isWrong ? `${count} calls, expected ${wanted.toFixed(0)} ± ${tolerance}` : undefined;
      }),
  };
}

/** Our calls of each server differ from grpc-go's by no more than so many. */
export function alike(tolerance: number | ((count: number) => number)): Check {
  return {
    name: "shares beside grpc-go",
    both: (ours, theirs) =>
      first(ours.counts, (count, index) => {
        const other = theirs.counts[index] ?? 0;
        const most = typeof tolerance === "number" ? tolerance : tolerance(Math.max(count, other));
        const isWrong = Math.abs(count - other) > most;
        return isWrong
          ? `${count} calls, grpc-go ${other}, expected ± ${most.toFixed(0)}`
          : undefined;
      }),
  };
}

/** At most so many calls fail, only with these statuses. */
export function failures(least: number, most: number, ...codes: string[]): Check {
  const known = new Set(codes.map(plain));
  return {
    name: "failures",
    each: ({ failed, errors }) => {
      const other = Object.keys(errors).find((code) => !known.has(plain(code)));
      if (other !== undefined) return `${errors[other]} calls failed with ${other}`;
      if (failed >= least && failed <= most) return undefined;
      return `${failed} calls failed, expected ${least} to ${most}`;
    },
  };
}

/** Our failures are not more than grpc-go's, but for so many; fewer are welcome. */
export function noMoreFailures(tolerance: number): Check {
  return {
    name: "failures beside grpc-go",
    both: (ours, theirs) =>
      ours.failed <= theirs.failed + tolerance
        ? undefined
        : `${ours.failed} calls failed, grpc-go ${theirs.failed}, expected at most ${tolerance} more`,
  };
}

/** So many servers have calls, the others none. */
export function used(servers: number): Check {
  return {
    name: "servers in use",
    each: ({ counts }) => {
      const found = counts.filter((count) => count > 0).length;
      return found === servers ? undefined : `${found} servers had calls, expected ${servers}`;
    },
  };
}

/** Calls of these servers are between two shares of all, in percent. */
export function together(indexes: readonly number[], least: number, most: number): Check {
  return {
    name: `share of servers ${indexes.join(", ")}`,
    each: (figures) => {
      const percent = percentOf(figures, indexes);
      const isRight = percent >= least && percent <= most;
      return isRight ? undefined : `${percent.toFixed(1)} %, expected ${least} to ${most} %`;
    },
  };
}

/**
 * Calls of these servers are as many as with grpc-go, in percent of all. Draws are independent, so the
 * difference of two shares p of n calls has the deviation √(2 p (1 − p) / n); four of them are allowed.
 */
export function togetherAlike(indexes: readonly number[]): Check {
  return {
    name: `share of servers ${indexes.join(", ")} beside grpc-go`,
    both: (ours, theirs) => {
      const [one, other] = [percentOf(ours, indexes), percentOf(theirs, indexes)];
      const share = (one + other) / 200;
      const deviation =
        100 * Math.sqrt((2 * share * (1 - share)) / Math.min(ours.calls, theirs.calls));
      const most = 4 * deviation + (100 * EDGE) / ours.calls;
      if (Math.abs(one - other) <= most) return undefined;
      return `${one.toFixed(1)} %, grpc-go ${other.toFixed(1)} %, expected ± ${most.toFixed(1)} %`;
    },
  };
}

function percentOf({ counts, calls }: Figures, indexes: readonly number[]): number {
  let sum = 0;
  for (const index of indexes) sum += counts[index] ?? 0;
  return (100 * sum) / calls;
}

function first(
  counts: readonly number[],
  judge: (count: number, index: number) => Verdict,
): Verdict {
  for (const [index, count] of counts.entries()) {
    const problem = judge(count, index);
    if (problem !== undefined) return `server ${index}: ${problem}`;
  }
  return undefined;
}

/** grpc-go writes `DeadlineExceeded` where we write `DEADLINE_EXCEEDED`. */
function plain(code: string): string {
  return code.replaceAll("_", "").toLowerCase();
}

// What a run has to show, and whether it does.

/** One thing that the rows must show: a ratio of our figure to another's, and its bounds. */
export interface Bar {
  readonly what: string;
  /** Undefined when a row that it needs was not measured. */
  readonly value: number | undefined;
  readonly better: "higher" | "lower";
  readonly floor?: number;
  readonly aim?: number;
}

export type Verdict = "aim" | "floor" | "missed" | "not measured" | "reported";

export interface Judged {
  readonly what: string;
  readonly verdict: Verdict;
  /** The ratio, its floor and its aim as text. */
  readonly detail: string;
}

/** Judges one. */
export function judged(bar: Bar): Judged {
  const sign = bar.better === "higher" ? "≥" : "≤";
  const bound = (name: string, value: number | undefined) =>
    value === undefined ? [] : [`${name} ${sign} ${Number(value.toFixed(3))}`];
  const shown = bar.value === undefined ? "–" : bar.value.toFixed(2);
  return {
    what: bar.what,
    verdict: verdict(bar),
    detail: [shown, ...bound("floor", bar.floor), ...bound("aim", bar.aim)].join(", "),
  };
}

function verdict({ value, better, floor, aim }: Bar): Verdict {
  if (value === undefined) return "not measured";
  const reaches = (bound: number) => (better === "higher" ? value >= bound : value <= bound);
  if (aim !== undefined && reaches(aim)) return "aim";
  if (floor === undefined) return "reported";
  return reaches(floor) ? "floor" : "missed";
}

/** Bounds that a value must not exceed. */
export function atMost(floor: number, aim?: number): Pick<Bar, "better" | "floor" | "aim"> {
  return { better: "lower", floor, ...(aim === undefined ? {} : { aim }) };
}

/** Bounds that a value must reach. */
export function atLeast(floor: number, aim?: number): Pick<Bar, "better" | "floor" | "aim"> {
  return { better: "higher", floor, ...(aim === undefined ? {} : { aim }) };
}

/** A ratio; undefined if either was not measured. */
export function over(ours: number | undefined, theirs: number | undefined): number | undefined {
  return ours === undefined || theirs === undefined ? undefined : ours / theirs;
}

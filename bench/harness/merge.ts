import type { ResultFile, ResultRow } from "./result.ts";

/**
 * Puts the cases of a newer run into an older result, each with its own time. A case is replaced whole:
 * figures of its implementations mean something only beside others of the same run. Throws when the runs
 * are not of one machine, Node, and kind.
 */
export function mergeResults(
  older: ResultFile,
  newer: ResultFile,
  caseOrder: readonly string[],
): ResultFile {
  for (const field of ["bench", "cpu", "node", "quick"] as const) {
    if (older[field] === newer[field]) continue;
    throw new Error(
      `cannot merge runs of different ${field}: ${older[field]} in the file, ${newer[field]} now; ` +
        "measure all cases again",
    );
  }
  const replaced = new Set(newer.rows.map((row) => row.case));
  const kept = older.rows.filter((row) => !replaced.has(row.case));
  const added = newer.rows.map((row) => ({ ...row, measuredAt: newer.date }));
  const place = ({ case: name }: ResultRow) => {
    const index = caseOrder.indexOf(name);
    return index < 0 ? caseOrder.length : index;
  };
  return { ...older, rows: [...kept, ...added].sort((a, b) => place(a) - place(b)) };
}

/** The times of a result's runs, the file's own first. */
export function runTimes(result: Pick<ResultFile, "date" | "rows">): string[] {
  const own = result.rows.flatMap((row) => row.measuredAt ?? []);
  return [...new Set([result.date, ...own.sort()])];
}

/** The cases that were measured in a run of a result. */
export function casesOfRun(result: Pick<ResultFile, "date" | "rows">, time: string): string[] {
  const ofRun = result.rows.filter((row) => (row.measuredAt ?? result.date) === time);
  return [...new Set(ofRun.map((row) => row.case))];
}

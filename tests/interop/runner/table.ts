import type { Column, Outcome } from "./run-column.ts";

const marks: Record<Outcome["kind"], string> = { passed: "ok", failed: "FAIL", foreign: "(f)" };

/** What came of each column's cases. */
export interface ColumnResult {
  readonly column: Column;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** A row for each case, a column for each pair and transport. */
export function printTable(results: readonly ColumnResult[], cases: readonly string[]): void {
  const nameWidth = Math.max(...cases.map((name) => name.length), 6);
  const widths = results.map(({ column }) =>
    Math.max(column.client.name.length, column.server.name.length, 5),
  );
  const line = (head: string, cells: readonly string[]) =>
    [
      head.padEnd(nameWidth),
      ...cells.map((cell, index) => cell.padStart(widths[index] as number)),
    ].join("  ");
  console.log(
    line(
      "client",
      results.map(({ column }) => column.client.name),
    ),
  );
  console.log(
    line(
      "server",
      results.map(({ column }) => column.server.name),
    ),
  );
  console.log(
    line(
      "",
      results.map(({ column }) => (column.isTls ? "TLS" : "clear")),
    ),
  );
  for (const name of cases) {
    const cells = results.map(({ outcomes }) => {
      const outcome = outcomes.get(name);
      return outcome === undefined ? "-" : marks[outcome.kind];
    });
    console.log(line(name, cells));
  }
  const sums = results.map(({ outcomes }) => {
    const all = [...outcomes.values()].filter(({ kind }) => kind !== "foreign");
    return `${all.filter(({ kind }) => kind === "passed").length}/${all.length}`;
  });
  console.log(line("passed", sums));
  console.log("\n-   this client does not have the case (below)");
  console.log("(f) fails because of the foreign server, as listed below");
  console.log(
    "soak cases: 1 s per iteration as officially, 3 s for Java's clients (class loading)\n",
  );
}

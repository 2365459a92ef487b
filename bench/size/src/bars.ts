import { atMost, type Judged, judged, over } from "../../harness/bars.ts";
import type { SizeRow } from "./measure.ts";

/** Our cases, and those of the others that they stand beside: theirs have no bundle without streams. */
const CASES: Readonly<Record<string, string>> = {
  message: "message",
  client: "client",
  "client-connect": "client-connect",
  "client-unary": "client",
  "client-unary-connect": "client-connect",
};

/** At most half of the smallest of the others. */
export function sizeBars(rows: readonly SizeRow[]): Judged[] {
  return Object.entries(CASES).map(([name, theirs]) => {
    const isOurs = (row: SizeRow) => row.implementation === "tramline";
    const ours = rows.find((row) => row.case === name && isOurs(row))?.gzipBytes;
    const others = rows.filter((row) => row.case === theirs && !isOurs(row));
    const smallest = others.length === 0 ? undefined : Math.min(...others.map((r) => r.gzipBytes));
    return judged({
      what: `${name}: bytes, gzipped, to the smallest of the others`,
      value: over(ours, smallest),
      ...atMost(0.5),
    });
  });
}

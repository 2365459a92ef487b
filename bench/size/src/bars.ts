import { atMost, type Judged, judged, over } from "../../harness/bars.ts";
import type { SizeRow } from "./measure.ts";

/** At most half of the smallest of the others. */
export function sizeBars(rows: readonly SizeRow[]): Judged[] {
  return ["message", "client", "client-connect"].map((name) => {
    const ofCase = rows.filter((row) => row.case === name);
    const ours = ofCase.find((row) => row.implementation === "tramline")?.gzipBytes;
    const others = ofCase.filter((row) => row.implementation !== "tramline");
    const smallest = others.length === 0 ? undefined : Math.min(...others.map((r) => r.gzipBytes));
    return judged({
      what: `${name}: bytes, gzipped, to the smallest of the others`,
      value: over(ours, smallest),
      ...atMost(0.5),
    });
  });
}

import { atMost, type Judged, judged, over } from "../../harness/bars.ts";
import type { ResultRow } from "../../harness/result.ts";

/** At most twice protoc's wall time; the rest is told. */
export function compileBars(rows: readonly ResultRow[]): Judged[] {
  const row = (name: string) => rows.find((each) => each.implementation === name);
  const time = (name: string) => {
    const rate = row(name)?.opsPerSecond;
    return rate === undefined ? undefined : 1 / rate;
  };
  return [
    judged({
      what: "googleapis: wall time, to protoc's",
      value: over(time("tramline"), time("protoc")),
      ...atMost(2),
    }),
    judged({
      what: "googleapis: wall time, to buf's",
      value: over(time("tramline"), time("buf")),
      better: "lower",
    }),
    ...["protoc", "buf"].map((peer) =>
      judged({
        what: `googleapis: peak memory, to ${peer}'s`,
        value: over(row("tramline")?.peakMemoryBytes, row(peer)?.peakMemoryBytes),
        better: "lower",
      }),
    ),
  ];
}

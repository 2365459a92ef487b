import { readable } from "../../harness/statistics.ts";
import { markdownTable } from "../../harness/text-table.ts";
import type { NetworkRow } from "./rows.ts";

/** The figure of each case that docs/benchmarks.md shows, and its unit. */
const shown = [
  ["upload-50ms", "bytesPerSecond", "bytes/s"],
  ["download-50ms", "bytesPerSecond", "bytes/s"],
  ["idle-connections", "bytesEach", "bytes each"],
  ["idle-streams", "bytesEach", "bytes each"],
  ["small-beside-large", "p99Micros", "p99 in µs"],
] as const;

/** Cases down, implementations across. */
export function networkTable(rows: readonly NetworkRow[]): string {
  const implementations = [...new Set(rows.map((row) => row.implementation))];
  const cell = (name: string, key: (typeof shown)[number][1], implementation: string) => {
    const row = rows.find((each) => each.case === name && each.implementation === implementation);
    const value = row?.[key];
    return value === undefined ? "" : readable(value);
  };
  return markdownTable(
    ["", ...implementations],
    shown.map(([name, key, unit]) => [
      `${name}, ${unit}`,
      ...implementations.map((implementation) => cell(name, key, implementation)),
    ]),
  );
}

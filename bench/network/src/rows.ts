import { atLeast, type Bar, over } from "../../harness/bars.ts";
import { median } from "../../harness/statistics.ts";
import type { Implementation } from "./implementations.ts";
import type { Figures } from "./measure.ts";

/** One implementation in one case. A field without meaning is left out. */
export interface NetworkRow {
  readonly case: string;
  readonly implementation: string;
  readonly version: string;
  /** Of a transfer, or of the large stream beside small calls. */
  readonly bytesPerSecond?: number;
  /** Of the server's resident memory, for each connection or stream. */
  readonly bytesEach?: number;
  readonly opsPerSecond?: number;
  readonly p50Micros?: number;
  readonly p99Micros?: number;
  /** Lowest and highest of the rounds: of bytesEach, opsPerSecond or bytesPerSecond, the first that there is. */
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/** Medians over the rounds. */
export function toRow(
  name: string,
  implementation: Implementation,
  rounds: readonly Figures[],
): NetworkRow {
  const all = (key: keyof Figures) =>
    rounds.map((round) => round[key]).filter((value) => value !== undefined);
  const medians: { -readonly [Key in keyof Figures]: number } = {};
  const keys = ["bytesPerSecond", "bytesEach", "opsPerSecond", "p50Micros", "p99Micros"] as const;
  for (const key of keys) {
    const values = all(key);
    if (values.length > 0) medians[key] = median(values);
  }
  const [main = []] = [all("bytesEach"), all("opsPerSecond"), all("bytesPerSecond")].filter(
    (values) => values.length > 0,
  );
  return {
    case: name,
    implementation: implementation.name,
    version: implementation.version,
    ...medians,
    min: Math.min(...main),
    max: Math.max(...main),
    rounds: rounds.length,
  };
}

const noMore = { better: "lower", aim: 1 } as const;

/** What the rows must show: our figure to grpc-go's, and of memory to grpc-js's too. */
export function networkBars(rows: readonly NetworkRow[]): Bar[] {
  const ratio = (name: string, key: keyof Figures, peer: string) => {
    const figure = (implementation: string) =>
      rows.find((row) => row.case === name && row.implementation === implementation)?.[key];
    return over(figure("tramline"), figure(peer));
  };
  return [
    ...["upload-50ms", "download-50ms"].map((name) => ({
      what: `${name}: bytes per second, to grpc-go`,
      value: ratio(name, "bytesPerSecond", "grpc-go"),
      ...atLeast(0.8, 1),
    })),
    ...["idle-connections", "idle-streams"].flatMap((name) =>
      ["grpc-go", "@grpc/grpc-js"].map((peer) => ({
        what: `${name}: bytes each, to ${peer}`,
        value: ratio(name, "bytesEach", peer),
        ...noMore,
      })),
    ),
    {
      what: "small-beside-large: p99, to grpc-go",
      value: ratio("small-beside-large", "p99Micros", "grpc-go"),
      ...noMore,
    },
  ];
}

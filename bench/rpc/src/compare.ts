import type { ResultRow } from "../../harness/result.ts";
import { implementations } from "./implementations.ts";

const nativeNames = new Set(implementations.filter((each) => each.native).map((each) => each.name));

/** The rows of a run, or of several that were merged, asked by case and implementation. */
export class Comparison {
  private readonly rows: readonly ResultRow[];

  constructor(rows: readonly ResultRow[]) {
    this.rows = rows;
  }

  /** Whether two cases were measured in one run: between runs the machine may have changed. */
  isOneRun(name: string, other: string): boolean {
    return this.ofCase(name)[0]?.measuredAt === this.ofCase(other)[0]?.measuredAt;
  }

  ofCase(name: string): readonly ResultRow[] {
    return this.rows.filter((row) => row.case === name);
  }

  row(name: string, implementation: string): ResultRow | undefined {
    return this.rows.find((row) => row.case === name && row.implementation === implementation);
  }

  /** The highest rate among grpc-go, tonic and grpc-java, whichever of their rows it is. */
  bestNativeRate(name: string): number | undefined {
    return best(Math.max, this.natives(name), (row) => row.opsPerSecond);
  }

  /** The lowest cost among them, each side for itself. */
  bestNativeCpu(name: string, side: "clientCpuMicros" | "serverCpuMicros"): number | undefined {
    return best(Math.min, this.natives(name), (row) => row[side]);
  }

  private natives(name: string): readonly ResultRow[] {
    return this.ofCase(name).filter((row) => nativeNames.has(row.implementation));
  }
}

function best(
  choose: (...values: number[]) => number,
  rows: readonly ResultRow[],
  value: (row: ResultRow) => number | undefined,
): number | undefined {
  const values = rows.map(value).filter((each) => each !== undefined);
  return values.length === 0 ? undefined : choose(...values);
}

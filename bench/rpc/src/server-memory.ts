import { readFileSync } from "node:fs";
import type { ResultRow } from "../../harness/result.ts";
import { median, readable } from "../../harness/statistics.ts";
import { textTable } from "../../harness/text-table.ts";
import { cases } from "./cases.ts";
import type { Implementation } from "./implementations.ts";
import type { Plan } from "./measure.ts";
import { Pairs } from "./pairs.ts";

/** The name of the row. It is no case of one operation: all of `mix` run against one server. */
export const memoryCase = "server-peak-memory";

const mix = ["unary-100", "unary-1000", "server-stream-10", "bidi-100", "unary-1MiB"];

/** The implementations that take part: others' servers allocate like one of these. */
const measured = ["tramline", "@grpc/grpc-js", "grpc-go", "tonic", "tonic (current-thread)"];

/**
 * Measures the most memory that a server's process had (VmHWM) while different loads ran against it, one
 * after another. Each round has fresh processes. Linux only.
 */
export async function measureServerMemory(
  from: readonly Implementation[],
  plan: Plan,
): Promise<ResultRow[]> {
  const taking = from.filter(({ name }) => measured.includes(name));
  const rounds = new Map(taking.map((each): [Implementation, Round[]] => [each, []]));
  for (let round = 0; round < plan.rounds; round++) {
    for (const [implementation, list] of rounds) list.push(await measure(implementation, plan));
  }
  return [...rounds].map(([implementation, list]) => row(implementation, list));
}

interface Round {
  readonly peakBytes: number;
  readonly opsPerSecond: number;
}

async function measure(implementation: Implementation, plan: Plan): Promise<Round> {
  const pairs = new Pairs();
  try {
    let operations = 0;
    let seconds = 0;
    for (const each of cases.filter(({ name }) => mix.includes(name))) {
      const { warmupMs, measureMs } = plan;
      const answer = await pairs.run(implementation, implementation, each, warmupMs, measureMs);
      operations += answer.operations;
      seconds += answer.seconds;
    }
    const peakBytes = peakOf(await pairs.serverPid(implementation));
    return { peakBytes, opsPerSecond: operations / seconds };
  } finally {
    pairs.stopAll();
  }
}

function peakOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

function row(implementation: Implementation, rounds: readonly Round[]): ResultRow {
  const rates = rounds.map(({ opsPerSecond }) => Math.round(opsPerSecond));
  return {
    case: memoryCase,
    implementation: implementation.name,
    version: implementation.version(),
    opsPerSecond: median(rates),
    peakMemoryBytes: median(rounds.map(({ peakBytes }) => peakBytes)),
    min: Math.min(...rates),
    max: Math.max(...rates),
    rounds: rounds.length,
  };
}

/** The rows as a table. */
export function reportMemory(rows: readonly ResultRow[]): string {
  const cells = rows.map((each) => [
    each.implementation,
    ((each.peakMemoryBytes ?? 0) / 1e6).toFixed(1),
    readable(each.opsPerSecond),
  ]);
  return textTable([memoryCase, "MB", "operations/s of the mix"], cells);
}

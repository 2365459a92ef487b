import type { ResultRow } from "../../harness/result.ts";
import { median } from "../../harness/statistics.ts";
import type { Answer } from "../peers/node/command.ts";
import { caseWarmupMs } from "./case-warmup.ts";
import type { Case } from "./cases.ts";
import { type Implementation, implementations } from "./implementations.ts";
import type { Pairs } from "./pairs.ts";

/** How long and how often each implementation is measured in each case. */
export interface Plan {
  readonly rounds: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  /** Scales the long warm-ups before the first round. */
  readonly warmupShare: number;
}

/** Runs uncounted small calls, so that compilers have done their work. */
export async function warmUp(
  pairs: Pairs,
  taking: readonly Implementation[],
  echo: Case,
  plan: Plan,
): Promise<void> {
  for (const each of taking) {
    await attempt(each, echo, () =>
      pairs.run(each, each, echo, Math.round(each.warmupMs * plan.warmupShare), 100),
    );
  }
}

/**
 * All rounds of one case: in every round each implementation once, the first one moving on.
 *
 * @param run all cases of the run
 */
export async function measureCase(
  pairs: Pairs,
  taking: readonly Implementation[],
  each: Case,
  run: readonly Case[],
  plan: Plan,
): Promise<ResultRow[]> {
  const answers = new Map<Implementation, Answer[]>();
  const out = new Set<Implementation>();
  for (const implementation of taking) {
    answers.set(implementation, []);
    const ownMs = caseWarmupMs(each, implementation.caseWarmupMs, run);
    const warmupMs = Math.round(ownMs * plan.warmupShare);
    if (warmupMs > 0) {
      const [client, server] = sides(each, implementation);
      await attempt(implementation, each, () => pairs.run(client, server, each, warmupMs, 100));
    }
  }
  for (let round = 0; round < plan.rounds; round++) {
    for (let turn = 0; turn < taking.length; turn++) {
      const implementation = taking[(turn + round) % taking.length];
      if (implementation === undefined || out.has(implementation)) continue;
      const [client, server] = sides(each, implementation);
      const answer = await attempt(implementation, each, () =>
        pairs.run(client, server, each, plan.warmupMs, plan.measureMs),
      );
      if (answer === undefined) out.add(implementation);
      else answers.get(implementation)?.push(answer);
    }
  }
  return taking
    .filter((implementation) => !out.has(implementation))
    .map((implementation) => row(each, implementation, answers.get(implementation) ?? []));
}

/** Client and server of a case: the same implementation, unless the case fixes one of them. */
function sides(each: Case, implementation: Implementation): [Implementation, Implementation] {
  const named = (name: string | undefined) =>
    implementations.find((other) => other.name === name) ?? implementation;
  return [named(each.client), named(each.server)];
}

/** A peer that fails is said to and loses its row; the others go on. */
async function attempt(
  implementation: Implementation,
  each: Case,
  run: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    const answer = await run();
    if (answer.operations > 0) return answer;
    console.error(`  ${implementation.name} ended no operation of ${each.name} in its window`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`  ${implementation.name} failed in ${each.name}: ${reason}`);
    process.exitCode = 1;
  }
  return undefined;
}

function row(each: Case, implementation: Implementation, answers: readonly Answer[]): ResultRow {
  const rates = answers.map((answer) => answer.operations / answer.seconds);
  const per = (total: (answer: Answer) => number) =>
    rounded(median(answers.map((answer) => total(answer) / answer.operations)));
  const times = answers.flatMap(({ p50Micros, p99Micros }) =>
    p50Micros === undefined || p99Micros === undefined ? [] : [{ p50Micros, p99Micros }],
  );
  return {
    case: each.name,
    implementation: implementation.name,
    version: implementation.version(),
    opsPerSecond: rounded(median(rates)),
    clientCpuMicros: per((answer) => answer.clientCpuMicros),
    serverCpuMicros: per((answer) => answer.serverCpuMicros),
    ...(times.length === 0
      ? {}
      : {
          p50Micros: rounded(median(times.map((time) => time.p50Micros))),
          p99Micros: rounded(median(times.map((time) => time.p99Micros))),
        }),
    min: rounded(Math.min(...rates)),
    max: rounded(Math.max(...rates)),
    rounds: answers.length,
  };
}

/** Five significant digits: more would only be noise in a committed file. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

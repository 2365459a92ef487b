/**
 * Makes a million unary calls and ten thousand long streams between two processes, and holds that
 * nothing grows: by least squares over samples after garbage collection, the heap and the memory outside
 * of it grow by no more than 256 KiB and half a byte a call; handles, deadlines, and streams do not grow
 * at all; both processes end by themselves.
 *
 *   npm run test:soak [-- --json FILE] [--short] [--minutes N]
 */
import { parseArgs } from "node:util";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import type { Round } from "./src/client.ts";
import type { Sample } from "./src/sample.ts";
import { SoakedProcess } from "./src/soaked-process.ts";
import { kib, leakIn, trendOf } from "./src/trend.ts";

const ROUNDS = 20;
const FULL: Round = { calls: 50_000, streams: 500 };
const SHORT: Round = { calls: 8000, streams: 100 };
/** Rounds in which code is still being compiled and pools fill: not counted. */
const WARM_UP_ROUNDS = 4;
const TOLERANCE = { fixed: 256 * 1024, perUnit: 0.5 };

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    short: { type: "boolean", default: false },
    minutes: { type: "string" },
  },
});

const result = {
  suite: "soak",
  passed: 0,
  failed: 0,
  notApplicable: [] as { case: string; reason: string }[],
  failures: [] as { case: string; message: string }[],
};

function judge(name: string, complaint: string | undefined): void {
  if (complaint === undefined) {
    result.passed += 1;
    console.log(`ok   ${name}`);
  } else {
    result.failed += 1;
    result.failures.push({ case: name, message: complaint });
    console.log(`FAIL ${name}: ${complaint}`);
  }
}

/** The samples that count, by how many calls had been made since the first of them. */
function series(
  process: SoakedProcess,
  round: Round,
  sizeOf: (sample: Sample) => number,
): [number, number][] {
  return process.samples.map((sample, at) => [at * round.calls, sizeOf(sample)]);
}

function judgeSize(
  process: SoakedProcess,
  round: Round,
  what: string,
  sizeOf: (sample: Sample) => number,
): void {
  const points = series(process, round, sizeOf);
  const trend = trendOf(points);
  const units = (points.length - 1) * round.calls;
  const last = points.at(-1)?.[1] ?? 0;
  const text = `${what} of the ${process.name}: ${kib(last)}, growth ${kib(trend.growth)} ± ${kib(2 * trend.error)} over ${units} calls`;
  judge(text, leakIn(trend, units, TOLERANCE));
}

function judgeCounts(process: SoakedProcess): void {
  const first = process.samples[0] as Sample;
  const last = process.samples.at(-1) as Sample;
  const grown = Object.entries(last.handles)
    .filter(([kind, count]) => count > (first.handles[kind] ?? 0))
    .map(([kind, count]) => `${kind} ${first.handles[kind] ?? 0} → ${count}`);
  judge(
    `handles and timers of the ${process.name}: ${JSON.stringify(last.handles)}`,
    grown.length === 0 ? undefined : grown.join(", "),
  );
  const busy = process.samples.find((sample) => sample.streams > 0 || sample.deadlines > 0);
  judge(
    `streams and deadlines of the ${process.name} between rounds: 0`,
    busy === undefined ? undefined : `${busy.streams} streams, ${busy.deadlines} deadlines`,
  );
}

async function soak(): Promise<void> {
  const round = values.short ? SHORT : FULL;
  const endMs =
    values.minutes === undefined ? 0 : performance.now() + Number(values.minutes) * 60_000;
  const server = new SoakedProcess("server", []);
  const address = (await server.ask()) as string;
  const client = new SoakedProcess("client", [address]);
  await client.ask();
  for (let at = 0; at < WARM_UP_ROUNDS; at++) await client.ask(round);
  let rounds = 0;
  const beganMs = performance.now();
  while (rounds < ROUNDS || performance.now() < endMs) {
    await client.sample();
    await server.sample();
    await client.ask(round);
    rounds += 1;
  }
  await client.sample();
  await server.sample();
  const seconds = (performance.now() - beganMs) / 1000;
  console.log(
    `${rounds * round.calls} calls and ${rounds * round.streams} streams in ${seconds.toFixed(0)} s`,
  );
  for (const process of [client, server]) {
    judgeSize(process, round, "heap", ({ heapBytes }) => heapBytes);
    judgeSize(process, round, "memory outside of the heap", ({ externalBytes }) => externalBytes);
    judgeCounts(process);
    const peak = Math.max(...process.samples.map(({ rssBytes }) => rssBytes));
    console.log(`     resident memory of the ${process.name}: at most ${kib(peak)}`);
  }
  for (const process of [client, server]) {
    const ended = await process.end();
    judge(
      `the ${process.name} ends by itself`,
      ended ? undefined : "it had to be killed after 10 s: something keeps it alive",
    );
  }
}

await soak().catch((error: unknown) => {
  judge("the soak comes to its end", String(error));
});
writeResult(result, values.json);
printCounts(result);

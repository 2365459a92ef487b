/**
 * Runs calls of all four kinds while connections are cut, servers drain, stop, crash, and come back, and
 * the network delays, cuts, and partitions: over 100,000 calls simulated, some more over real sockets.
 *
 *   npm run test:faults [-- --json FILE] [--short] [--seed N] [--calls N] [--only simulated|real]
 *
 * Of every call it holds: it has an outcome, not later than 100 ms after its deadline; no server ran it
 * twice; it has not failed after its client read trailers with OK; nothing is left at the end. The same
 * seed gives the same run. docs/guides/testing.md says what a simulation is.
 */
import { parseArgs } from "node:util";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import { callKilledServers } from "./src/real/killed-servers.ts";
import { noticeStoppedClient, noticeStoppedServer } from "./src/real/stopped-peers.ts";
import { describeFailure } from "./src/simulated/describe-failure.ts";
import { type RunOptions, type RunResult, runSimulated } from "./src/simulated/run.ts";

const CALLS_OF_A_RUN = 5000;

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    short: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    calls: { type: "string" },
    only: { type: "string" },
  },
});

const isShort = values.short;
const firstSeed = Number(values.seed);
const totalCalls = Number(values.calls ?? (isShort ? 5000 : 100_000));

const result = {
  suite: "faults",
  passed: 0,
  failed: 0,
  notApplicable: [] as { case: string; reason: string }[],
  failures: [] as { case: string; message: string }[],
};

async function judge(name: string, body: () => Promise<string>): Promise<void> {
  const beganMs = performance.now();
  const message = await body().catch((error: unknown) =>
    error instanceof Error ? String(error.stack) : String(error),
  );
  const took = `${((performance.now() - beganMs) / 1000).toFixed(1)} s`;
  if (message === "") {
    result.passed += 1;
    console.log(`ok   ${name} (${took})`);
  } else {
    result.failed += 1;
    result.failures.push({ case: name, message });
    console.log(`FAIL ${name} (${took})\n${message.replace(/^/gm, "     ")}`);
  }
}

const total: Record<string, number> = {};
const digests = new Map<number, string>();

function add(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
}

async function runAndDescribe(options: RunOptions): Promise<string> {
  const run: RunResult = await runSimulated(options);
  if (options.onlyDrains !== true) digests.set(options.seed, run.digest);
  add(run.outcomes);
  add(run.faults);
  return run.violations.length === 0 ? "" : describeFailure(options, run);
}

async function simulated(): Promise<void> {
  const runs = Math.max(1, Math.ceil(totalCalls / CALLS_OF_A_RUN));
  const calls = Math.ceil(totalCalls / runs);
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    await judge(`seed ${seed}: ${calls} simulated calls`, () => runAndDescribe({ seed, calls }));
  }
  for (let seed = firstSeed; seed < firstSeed + Math.min(runs, 2); seed++) {
    await judge(`seed ${seed} gives the same run again`, async () => {
      const { digest } = await runSimulated({ seed, calls });
      return digest === digests.get(seed)
        ? ""
        : `the digest of its events was ${String(digests.get(seed))}, now it is ${digest}`;
    });
  }
  for (let seed = firstSeed; seed < firstSeed + (isShort ? 1 : 4); seed++) {
    const name = `seed ${seed}: servers replaced in order lose none of ${isShort ? 1000 : 2500} calls`;
    await judge(name, () =>
      runAndDescribe({ seed, calls: isShort ? 1000 : 2500, onlyDrains: true }),
    );
  }
  console.log(
    Object.entries(total)
      .map(([name, count]) => `${name} ${count}`)
      .join(", "),
  );
}

async function real(): Promise<void> {
  if (process.platform === "win32") {
    result.notApplicable.push({ case: "real sockets", reason: "SIGSTOP is not there on Windows" });
    return;
  }
  const calls = isShort ? 500 : 2500;
  await judge(`${calls} calls to real servers that are killed and stopped`, async () =>
    (await callKilledServers(firstSeed, calls)).join("\n"),
  );
  await judge("a stopped server is noticed within the keepalive time", async () => {
    await noticeStoppedServer();
    return "";
  });
  await judge("a stopped client is noticed within the keepalive time", async () => {
    await noticeStoppedClient();
    return "";
  });
}

if (values.only !== "real") await simulated();
if (values.only !== "simulated") await real();
writeResult(result, values.json);
printCounts(result);

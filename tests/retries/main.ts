/**
 * Judges retries and hedging: the cases of gRFC A6 and of the published tests of grpc-go and grpc-java,
 * restated, against a scripted server on nghttp2; and through Envoy, nginx, and HAProxy while the servers
 * behind them die.
 *
 *   npm run test:retries [-- --json FILE] [--only TEXT,…] [--verbose]
 */
import { parseArgs } from "node:util";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import { bufferCases } from "./cases/buffer.ts";
import { endCases } from "./cases/ends.ts";
import { hedgingCases } from "./cases/hedging.ts";
import { policyCases } from "./cases/policy.ts";
import { proxyCases } from "./cases/proxies.ts";
import { pushbackCases, throttlingCases } from "./cases/pushback.ts";
import { transparentCases } from "./cases/transparent.ts";
import type { Case } from "./src/case.ts";

/** No case takes so long, unless it hangs. */
const CASE_MS = 90_000;
const AT_A_TIME = 4;
/** Fewer cases than this mean that some went missing. */
const LEAST_CASES = 98;

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    only: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});

const quick: readonly Case[] = [
  ...policyCases,
  ...endCases,
  ...transparentCases,
  ...pushbackCases,
  ...throttlingCases,
  ...bufferCases,
  ...hedgingCases,
];
const all = [...quick, ...proxyCases];
const notApplicable: { case: string; reason: string }[] = [];
const failures: { case: string; message: string }[] = [];
let passed = 0;

// A mistake of the client's that no case expects would end the process: it is a failure of its own.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => fail(event, error));
}

function fail(name: string, error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  failures.push({ case: name, message });
  console.log(`FAIL ${name}\n${message.replace(/^/gm, "     ")}`);
}

async function perform({ name, prepare, run }: Case): Promise<void> {
  try {
    await prepare?.();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notApplicable.push({ case: name, reason });
    console.log(`none ${name}: ${reason}`);
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${CASE_MS} ms`)), CASE_MS);
  });
  try {
    await Promise.race([run(), tooLong]);
    passed += 1;
    if (values.verbose) console.log(`ok   ${name}`);
  } catch (error) {
    fail(name, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The parts that `--only` names, or any texts of names. */
const only = values.only?.split(",");
const isChosen = ({ name }: Case): boolean =>
  only === undefined ||
  only.some((text) => name.includes(text) || (text === "cases" && !isProxied(name)));
const isProxied = (name: string): boolean => proxyCases.some((one) => one.name === name);
const waiting = quick.filter(isChosen);
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await perform(one);
  }),
);
for (const one of proxyCases) if (isChosen(one)) await perform(one);
if (new Set(all.map(({ name }) => name)).size !== all.length) {
  fail("names", new Error("two cases have the same name"));
}

if (all.length < LEAST_CASES) fail("count", new Error(`${all.length} cases, not ${LEAST_CASES}`));

const result = { suite: "retries", passed, failed: failures.length, notApplicable, failures };
writeResult(result, values.json);
printCounts(result);
process.exit();

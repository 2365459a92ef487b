/**
 * Judges our client by a scripted server that misbehaves: h2spec the other way round. Each case has the
 * section of the specification that asks for it.
 *
 *   npm run test:h2client [-- --json FILE] [--only TEXT]
 */
import { parseArgs } from "node:util";
import { printCounts, writeResult } from "../../tools/suite-result.mjs";
import type { Case } from "./case.ts";
import { floodCases } from "./cases/floods.ts";
import { frameCases } from "./cases/frames.ts";
import { goawayCases } from "./cases/goaway.ts";
import { grpcCases } from "./cases/grpc.ts";
import { hpackCases } from "./cases/hpack.ts";
import { httpCases } from "./cases/http.ts";
import { startCases } from "./cases/start.ts";
import { streamCases } from "./cases/streams.ts";
import { windowCases } from "./cases/windows.ts";
import { ScriptedServer } from "./peer.ts";
import { Scene } from "./scene.ts";

/** Fewer cases than this mean that some went missing. */
const LEAST_CASES = 146;
/** No case takes so long, unless it hangs. */
const CASE_MS = 30_000;
const AT_A_TIME = 8;

const { values } = parseArgs({
  options: { json: { type: "string" }, only: { type: "string" }, verbose: { type: "boolean" } },
});

const all: readonly Case[] = [
  ...startCases,
  ...hpackCases,
  ...streamCases,
  ...frameCases,
  ...goawayCases,
  ...windowCases,
  ...httpCases,
  ...grpcCases,
  ...floodCases,
];

async function runCase({ run, channel }: Case): Promise<void> {
  const server = new ScriptedServer();
  const scene = new Scene(server, await server.listen(), channel);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${CASE_MS} ms`)), CASE_MS);
  });
  try {
    await Promise.race([run(scene), tooLong]);
  } finally {
    clearTimeout(timer);
    await scene.close();
  }
}

const failures: { case: string; message: string }[] = [];
let passed = 0;
const nameOf = ({ section, title }: Case) => `${section}: ${title}`;

// A mistake of the client's that no case expects would end the process: it is a failure of its own.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    failures.push({
      case: event,
      message: error instanceof Error ? (error.stack ?? "") : String(error),
    });
  });
}

async function perform(one: Case): Promise<void> {
  const name = nameOf(one);
  try {
    await runCase(one);
    passed += 1;
    if (values.verbose) console.log(`ok   ${name}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    failures.push({ case: name, message });
    console.log(`FAIL ${name}\n     ${message}`);
  }
}

const chosen = all.filter((one) => values.only === undefined || nameOf(one).includes(values.only));
// Floods measure memory: they run one at a time.
const waiting = chosen.filter(({ section }) => section !== "flood");
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await perform(one);
  }),
);
for (const one of chosen) if (one.section === "flood") await perform(one);

const duplicates = new Set(all.map(nameOf)).size !== all.length;
if (duplicates) failures.push({ case: "names", message: "two cases have the same name" });
if (values.only === undefined && all.length < LEAST_CASES) {
  failures.push({
    case: "count",
    message: `${all.length} cases instead of ${LEAST_CASES} or more`,
  });
}
console.log(`${all.length} cases in ${new Set(all.map(({ section }) => section)).size} sections`);
const result = {
  suite: "h2client",
  passed,
  failed: failures.length,
  notApplicable: [],
  failures,
};
writeResult(result, values.json);
printCounts(result);
process.exit();

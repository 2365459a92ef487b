/**
 * Runs Tramline on every runtime that it is held to: the unit tests on each Node, and a smoke suite of
 * servers and clients on Bun, Deno and Node, which call each other, and `server.fetch` mounted in `Bun.serve` and
 * `Deno.serve`, called by connect-node.
 *
 *   npm run test:runtimes [-- --json FILE] [--short] [--only NAME,…]
 *
 * `--short` runs the unit tests of the packages that depend on the runtime instead of `npm test`. Names
 * for `--only` are those of the Nodes (`20.19`, `22`, `24`, `26`), `smoke`, and `mounts`.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { BUN, DENO, installed, NODES } from "./installed.ts";
import { runMountCases } from "./mounts/cases.ts";
import {
  type Outcome,
  type Runtime,
  runClient,
  runTram,
  withMount,
  withServer,
} from "./smoke/run-pair.ts";
import { runUnitTests } from "./unit-tests.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    short: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const only = values.only?.split(",");
const isChosen = (name: string) => only === undefined || only.includes(name);

const result: SuiteResult = {
  suite: "runtimes",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

function add(name: string, { passed, failures }: Outcome, beganMs: number): void {
  result.passed += passed;
  result.failed += failures.length;
  for (const { case: failed, message } of failures) {
    result.failures.push({ case: `${name}: ${failed}`, message });
  }
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  console.log(`${name}: ${passed} passed, ${failures.length} failed (${seconds} s)`);
  for (const failure of failures) console.log(`  failed: ${failure.case}\n    ${failure.message}`);
}

/** The packages are run as they are published. */
function build(): void {
  if (values.short && existsSync(path.join(root, "packages/tramline/dist/node/index.js"))) return;
  const built = spawnSync("npm", ["run", "--silent", "build"], { cwd: root, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`the build failed: ${built.stdout}${built.stderr}`);
}

const node: Runtime = { name: "Node", command: process.execPath, args: ["--import", "tsx"] };

const createBun = (): Runtime => ({ name: "Bun", command: installed(BUN), args: ["run"] });

const createDeno = (): Runtime => ({
  name: "Deno",
  command: installed(DENO),
  args: ["run", "--allow-all", "--no-check", "--node-modules-dir=manual"],
  env: { DENO_DIR: path.join(root, ".cache/runtimes/deno"), DENO_NO_UPDATE_CHECK: "1" },
});

async function mounts(): Promise<void> {
  build();
  for (const [runtime, program] of [
    [createDeno(), "deno.ts"],
    [createBun(), "bun.ts"],
  ] as const) {
    const beganMs = performance.now();
    const place = `server.fetch in ${runtime.name}.serve`;
    try {
      add(place, await withMount(runtime, program, runMountCases), beganMs);
    } catch (error) {
      add(place, { passed: 0, failures: [{ case: "start", message: String(error) }] }, beganMs);
    }
  }
}

async function smoke(): Promise<void> {
  build();
  const bun = createBun();
  const deno = createDeno();
  const runtimes = [node, bun, deno];
  for (const server of runtimes) {
    for (const transport of ["cleartext", "tls"] as const) {
      const place = `${server.name}'s server, ${transport}`;
      try {
        await withServer(server, transport, async (address) => {
          for (const client of runtimes) {
            // Node with Node is what the unit tests do.
            if (client === node && server === node) continue;
            const beganMs = performance.now();
            const { passed, failures } = await runClient(client, transport, address);
            const tram = await runTram(client, transport, address);
            const outcome = {
              passed: passed + tram.passed,
              failures: [...failures, ...tram.failures],
            };
            add(`${place}, ${client.name}'s client`, outcome, beganMs);
          }
        });
      } catch (error) {
        add(place, { passed: 0, failures: [{ case: "start", message: String(error) }] }, 0);
      }
    }
  }
}

try {
  for (const [line, runtime] of Object.entries(NODES)) {
    if (!isChosen(line)) continue;
    const beganMs = performance.now();
    const outcome = await runUnitTests(`node-${line}`, installed(runtime), values.short);
    add(`Node ${runtime.version}`, outcome, beganMs);
  }
  if (isChosen("smoke")) await smoke();
  if (isChosen("mounts")) await mounts();
} catch (error) {
  result.notRun = error instanceof Error ? error.message : String(error);
}
writeResult(result, values.json);
printCounts(result);

/**
 * `tram proxy` in front of servers on grpc-go: connectconformance judges every protocol through it, and clients of other
 * projects call grpc-go's interop server behind it.
 *
 *   npm run test:proxy [-- --json FILE] [--only conformance|clients|requests|upstream] [--case PART]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { freePort } from "../../tools/free-port.ts";
import { endWithUs, sourceFlags } from "../../tools/root.mjs";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { parseReport } from "../connectconformance/report.ts";
import { startServer } from "../interop/runner/processes.ts";
import { type BuiltJudge, buildJudge } from "../judges/build-judge.ts";
import {
  grpcWebCases,
  interopCases,
  type ProxyCase,
  restCases,
  webCases,
  webSocketCases,
} from "./grpc-go-cases.ts";
import { requestCases } from "./request-cases.ts";
import { CONTRACT_FLAGS, Stage } from "./stage.ts";
import { upstreamCases } from "./upstream-cases.ts";

/** Cases of configurations/proxy.yaml; fewer in a report mean that some did not run. */
const CONFORMANCE_CASES = 1976;

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({
  options: { json: { type: "string" }, only: { type: "string" }, case: { type: "string" } },
});
const result: SuiteResult = {
  suite: "proxy",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

function addFailure(name: string, message: string): void {
  result.failed += 1;
  result.failures.push({ case: name, message });
  console.log(`failed: ${name}\n        ${message}`);
}

/** Bundles one of our programs: compiling its modules at each start takes longer than the judge waits. */
async function bundle(entry: string): Promise<string> {
  const outdir = file("../../.cache/proxy");
  await build({
    entryPoints: [entry],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["tramline-source"],
    // Written for require: they stay in node_modules.
    external: ["prom-client", "snappyjs"],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    logLevel: "warning",
  });
  return path.join(outdir, `${path.basename(entry, ".ts")}.mjs`);
}

async function judgeConformance(judge: string, upstream: string): Promise<void> {
  const program = await bundle(file("server.ts"));
  const args = ["--mode", "server", "--conf", file("configurations/proxy.yaml"), "--parallel", "8"];
  const child = spawn(judge, [...args, "--", process.execPath, program], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, CONFORMANCE_UPSTREAM: upstream },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await once(child, "close");
  const report = parseReport(output);
  if (report === undefined) {
    addFailure("connectconformance", `it did not come to its end: ${output.trim().slice(-500)}`);
    return;
  }
  for (const { name, message } of report.failures) addFailure(`conformance: ${name}`, message);
  const passed = report.total - report.failures.length;
  result.passed += passed;
  if (report.total !== CONFORMANCE_CASES) {
    addFailure("connectconformance", `${report.total} cases ran instead of ${CONFORMANCE_CASES}`);
  }
  console.log(`connectconformance: ${passed} passed, ${report.failures.length} failed`);
}

async function runClients(server: string, client: string): Promise<void> {
  const port = await freePort();
  const upstream = spawn(server, [`-port=${port}`], { stdio: "ignore", detached: true });
  endWithUs(upstream);
  const upstreamEnded = once(upstream, "close");
  const source = [...sourceFlags, file("../../packages/cli/src/main.ts")];
  const flags = ["--proto", file("../interop/proto"), "--listen", "127.0.0.1:0", "--cors", "*"];
  const proxy = await startServer(
    { program: process.execPath, args: [...source, "proxy", `127.0.0.1:${port}`, ...flags] },
    /is served at http:\/\/127\.0\.0\.1:(\d+)/,
  );
  const address = `127.0.0.1:${proxy.port}`;
  try {
    await reachable(address);
    const cases: readonly ProxyCase[] = [
      ...interopCases(client),
      ...grpcWebCases,
      ...webCases,
      ...webSocketCases,
      ...restCases,
    ];
    for (const one of cases) await runCase(one.name, () => one.run(address));
  } catch (error) {
    addFailure("clients", error instanceof Error ? error.message : String(error));
  }
  if (!(await proxy.stop())) addFailure("tram proxy ends at SIGTERM", proxy.output());
  else result.passed += 1;
  upstream.kill();
  await upstreamEnded;
}

/** Runs a case, unless another one is wanted. */
async function runCase(name: string, run: () => Promise<void>): Promise<void> {
  if (values.case !== undefined && !name.includes(values.case)) return;
  try {
    await run();
    result.passed += 1;
    console.log(`passed: ${name}`);
  } catch (error) {
    addFailure(name, error instanceof Error ? error.message : String(error));
  }
}

async function runRequests(peer: string): Promise<void> {
  const stage = new Stage(peer);
  try {
    const upstream = await stage.startUpstream();
    const { address } = await stage.startProxy(upstream.address, ...CONTRACT_FLAGS);
    for (const one of requestCases) await runCase(one.name, () => one.run(address));
  } finally {
    await stage.end();
  }
}

async function runUpstream(peer: string): Promise<void> {
  for (const one of upstreamCases) {
    await runCase(one.name, async () => {
      const stage = new Stage(peer);
      try {
        await one.run(stage);
      } finally {
        await stage.end();
      }
    });
  }
}

/** Waits until the proxy has reached its upstream, as a load balancer does. */
async function reachable(address: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if ((await fetch(`http://${address}/healthz`)).ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the proxy has not reached its upstream within 20 seconds");
}

type ProgramName = "peer" | "judge" | "conformanceServer" | "server" | "client";

function buildPrograms(): Record<ProgramName, string> | string {
  const built: Record<string, BuiltJudge> = {
    peer: buildJudge("proxy-peer", ".", file("peers/go")),
    judge: buildJudge("connectconformance", "connectrpc.com/conformance/cmd/connectconformance"),
    conformanceServer: buildJudge(
      "connectconformance-grpc-server",
      "connectrpc.com/conformance/cmd/grpcserver",
    ),
    server: buildJudge("grpc-interop-server", "google.golang.org/grpc/interop/server"),
    client: buildJudge("grpc-interop-client", "google.golang.org/grpc/interop/client"),
  };
  const programs: Record<string, string> = {};
  for (const [name, one] of Object.entries(built)) {
    if (one.notRun !== undefined) return one.notRun;
    programs[name] = one.program;
  }
  return programs;
}

const programs = buildPrograms();
if (typeof programs === "string") {
  result.notRun = programs;
} else {
  const { only } = values;
  const wants = (part: string) => only === undefined || only === part;
  if (wants("requests")) await runRequests(programs.peer);
  if (wants("upstream")) await runUpstream(programs.peer);
  if (wants("clients")) await runClients(programs.server, programs.client);
  if (wants("conformance")) await judgeConformance(programs.judge, programs.conformanceServer);
}
writeResult(result, values.json);
printCounts(result);

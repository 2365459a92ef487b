/**
 * Tramline inside workerd, the runtime of Cloudflare Workers: as a server of native gRPC on its TCP port and of
 * gRPC-Web, Connect, and REST by fetch, and as a client of others over its sockets.
 *
 *   npm run test:workers [-- --json FILE] [--only grpc-js|web|grpc-go|example]
 */
import { parseArgs } from "node:util";
import { grpcJsCases, runGrpcJsCase } from "../interop/peers/grpc-js/cases.ts";
import { startGrpcJsServer } from "../interop/peers/grpc-js/create-server.ts";
import { failsOnServer } from "../interop/runner/not-applicable.ts";
import { interopCases as tramlineCases } from "../interop/src/cases/index.ts";
import { grpcWebCases, restCases, webCases } from "../proxy/grpc-go-cases.ts";
import { type NamedCase, SuiteResults } from "../web/results.ts";
import { connectNodeCases } from "./connect-node-cases.ts";
import { runExample } from "./example.ts";
import { runGrpcGo } from "./grpc-go.ts";
import { workerCases } from "./worker-cases.ts";
import { type RunningWorker, startWorker } from "./workerd.ts";

const { values } = parseArgs({ options: { json: { type: "string" }, only: { type: "string" } } });
const results = new SuiteResults("workers");
const wants = (part: string): boolean => values.only === undefined || values.only === part;

/** Returns the cases that our client makes in the Worker, of a server of another project. */
function clientCases(worker: RunningWorker, port: number, names: readonly string[]): NamedCase[] {
  return names.map((name) => ({
    name,
    async run() {
      const query = new URLSearchParams({ name, address: `127.0.0.1:${port}` });
      const failure = await (
        await fetch(`http://${worker.http}/run-case?${query.toString()}`)
      ).text();
      if (failure !== "") throw new Error(failure);
    },
  }));
}

async function runGrpcJs(worker: RunningWorker): Promise<void> {
  await results.run(
    "grpc-js → Worker",
    Object.keys(grpcJsCases).map((name) => ({
      name,
      run: () => runGrpcJsCase(name, { address: worker.tcp, ca: undefined, serverName: undefined }),
    })),
  );
  const server = await startGrpcJsServer(0, undefined);
  const impossible = failsOnServer["grpc-js"] ?? {};
  const names = Object.keys(tramlineCases).filter((name) => !(name in impossible));
  await results.run("Worker → grpc-js", clientCases(worker, server.port, names));
  server.close();
}

async function runWeb(worker: RunningWorker): Promise<void> {
  const { http } = worker;
  await results.run("connect-node → server.fetch", connectNodeCases(http));
  const cases = [...webCases, ...grpcWebCases, ...restCases];
  await results.run(
    "web clients → server.fetch",
    cases.map((one) => ({ name: one.name, run: () => one.run(http) })),
  );
}

try {
  const worker = await startWorker("suite", new URL("worker.ts", import.meta.url));
  try {
    if (wants("grpc-js")) await runGrpcJs(worker);
    if (wants("web")) await runWeb(worker);
    if (wants("grpc-go")) await runGrpcGo(worker, results, clientCases);
    await results.run("connections apart", workerCases(worker));
    if (worker.output().includes("uncaught exception")) {
      results.fail("workerd has nothing to complain about", worker.output().slice(-1000));
    }
  } finally {
    await worker.stop();
  }
  if (wants("example")) await runExample(results);
} catch (error) {
  results.stop(error);
}
results.finish(values.json);

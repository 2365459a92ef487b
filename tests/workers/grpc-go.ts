/** The interop programs of grpc-go, with the Worker at either end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../tools/free-port.ts";
import { endWithUs } from "../../tools/root.mjs";
import { failsOnServer } from "../interop/runner/not-applicable.ts";
import { interopCases as tramlineCases } from "../interop/src/cases/index.ts";
import { buildJudge } from "../judges/build-judge.ts";
import { interopCases } from "../proxy/grpc-go-cases.ts";
import type { NamedCase, SuiteResults } from "../web/results.ts";
import type { RunningWorker } from "./workerd.ts";

/** Makes the cases of our client in the Worker. */
export type ClientCases = (
  worker: RunningWorker,
  port: number,
  names: readonly string[],
) => NamedCase[];

/** Runs the cases of grpc-go's client, and those of ours against its server. */
export async function runGrpcGo(
  worker: RunningWorker,
  results: SuiteResults,
  clientCases: ClientCases,
): Promise<void> {
  const client = buildJudge("grpc-interop-client", "google.golang.org/grpc/interop/client");
  const server = buildJudge("grpc-interop-server", "google.golang.org/grpc/interop/server");
  if (client.notRun !== undefined || server.notRun !== undefined) {
    throw new Error(client.notRun ?? server.notRun);
  }
  await results.run(
    "grpc-go → Worker",
    interopCases(client.program).map((one) => ({
      name: one.name,
      run: () => one.run(worker.tcp),
    })),
  );
  const port = await freePort();
  const upstream = spawn(server.program, [`-port=${port}`], { stdio: "ignore", detached: true });
  endWithUs(upstream);
  const ended = once(upstream, "close");
  await reachable(port);
  const impossible = failsOnServer["go"] ?? {};
  const names = Object.keys(tramlineCases).filter((name) => !(name in impossible));
  await results.run("Worker → grpc-go", clientCases(worker, port, names));
  upstream.kill();
  await ended;
}

/** Waits until a program listens on a port. */
async function reachable(port: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on port ${port} within 10 seconds`);
}

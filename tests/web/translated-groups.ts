/** Our client against grpc-go's interop server, behind what translates for browsers: Envoy's filter, and our proxy. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createProxy } from "@tramline/proxy";
import { createChannel } from "tramline";
import { freePort } from "../../tools/free-port.ts";
import { endWithUs } from "../../tools/root.mjs";
import { buildJudge } from "../judges/build-judge.ts";
import { envoyProgram } from "../judges/envoy-program.ts";
import { envoyConfig } from "./envoy-config.ts";
import { interopCases, interopStreamCases } from "./pages/interop-cases.ts";
import { runGroup, type SuiteRun } from "./suite-run.ts";

/** Metadata of the cases, which browsers send and read only if the server permits it. */
const METADATA = ["x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"];

/** Starts a program that listens on a port, and waits until it does. */
async function start(
  program: string,
  args: readonly string[],
  port: number,
): Promise<ChildProcess> {
  const child = spawn(program, args, {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  endWithUs(child);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${errors}`);
    if (await accepts(port)) return child;
    await sleep(50);
  }
  child.kill("SIGKILL");
  throw new Error(`${program} does not listen: ${errors}`);
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Runs the groups. */
export async function translatedGroups(run: SuiteRun): Promise<void> {
  if (!["grpc-go behind Envoy", "grpc-go behind the proxy"].some((one) => one.includes(run.only)))
    return;
  const built = buildJudge("grpc-interop-server", "google.golang.org/grpc/interop/server");
  if (built.notRun !== undefined) throw new Error(built.notRun);
  const backend = await freePort();
  const server = await start(built.program, [`-port=${backend}`], backend);
  try {
    await behindEnvoy(run, backend);
    await behindProxy(run, backend);
  } finally {
    await end(server);
  }
}

const TIMEOUT = "timeout_on_sleeping_server";

const names = Object.keys(interopCases);

async function behindEnvoy(run: SuiteRun, backend: number): Promise<void> {
  const program = await envoyProgram();
  const folder = mkdtempSync(path.join(tmpdir(), "tramline-envoy-"));
  const file = path.join(folder, "envoy.json");
  const port = await freePort();
  const config = envoyConfig({ port, backend, origin: run.pages.origin, metadata: METADATA });
  writeFileSync(file, JSON.stringify(config));
  const args = ["-c", file, "--disable-hot-restart", "--concurrency", "1", "-l", "error"];
  const envoy = await start(program, args, port);
  run.results.skip(
    `grpc-go behind Envoy: ${TIMEOUT}`,
    "at the deadline grpc-go resets the call, of which Envoy makes UNAVAILABLE; whether that comes before the client's own timer is chance",
  );
  try {
    for (const client of ["grpc-web", "grpc-web text"]) {
      const url = `http://127.0.0.1:${port}`;
      const title = `grpc-go behind Envoy: ${client}`;
      const all = names.filter((name) => name !== TIMEOUT);
      await runGroup(run, { title, client, place: "page", url, names: all });
    }
  } finally {
    await end(envoy);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function behindProxy(run: SuiteRun, backend: number): Promise<void> {
  const channel = createChannel(`127.0.0.1:${backend}`);
  const proxy = createProxy({
    channel,
    cors: { origins: [run.pages.origin], allowedHeaders: METADATA },
  });
  const { port } = await proxy.server.listen("127.0.0.1:0");
  try {
    for (const client of ["connect", "grpc-web", "grpc-web text"]) {
      const url = `http://127.0.0.1:${port}`;
      const title = `grpc-go behind the proxy: ${client}`;
      const all = [...names, ...Object.keys(interopStreamCases)];
      await runGroup(run, { title, client, place: "page", url, names: all });
    }
  } finally {
    await proxy.close();
    await channel.close();
  }
}

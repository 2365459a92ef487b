// The servers of the bench: how each is started, and the processes whose CPU counts.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type BuiltJudge, buildJudge } from "../../../tests/judges/build-judge.ts";
import { envoyProgram } from "../../../tests/judges/envoy-program.ts";
import { freePort } from "../../../tools/free-port.ts";
import { endWithUs } from "../../../tools/root.mjs";
import { processCpuMicros } from "../../rpc/peers/node/process-cpu.ts";
import { ENVOY_SERVES, writeEnvoyConfig } from "./envoy.ts";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const root = file("../../..");
const goModule = file("../peers/go");
const cli = path.join(root, "packages/cli/bin/tram.js");

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Milliseconds of CPU that its processes have used. */
  cpuMs(): number;
  stop(): Promise<void>;
}

interface Program {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** @param known its port, where its output does not say it */
async function start(
  command: string,
  args: readonly string[],
  says: RegExp,
  known?: number,
): Promise<Program> {
  const child: ChildProcess = spawn(command, args, {
    stdio: ["pipe", "pipe", "pipe"],
    cwd: root,
    detached: true,
  });
  endWithUs(child);
  const ended = once(child, "close");
  let output = "";
  const port = await new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        output = `${output}${line}\n`.slice(-2000);
        const found = says.exec(line);
        if (found !== null) resolve(Number(found[1] ?? known));
      });
    }
    child.on("error", reject);
    child.on("close", () => reject(new Error(`${command} ${args.join(" ")} ended: ${output}`)));
  });
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

const ADDRESS = /^127\.0\.0\.1:(\d+)$/;

function startNode(name: string): Promise<Program> {
  return start(process.execPath, ["--import", "tsx", file(`../peers/node/${name}.ts`)], ADDRESS);
}

const plugins = [
  ["go", "google.golang.org/protobuf/cmd/protoc-gen-go"],
  ["go-grpc", "google.golang.org/grpc/cmd/protoc-gen-go-grpc"],
  ["grpc-gateway", "github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway"],
  ["connect-go", "connectrpc.com/connect/cmd/protoc-gen-connect-go"],
] as const;

/** Builds the peers in Go, with code that their own plugins generate. */
function buildGo(): BuiltJudge {
  const flags: string[] = ["--plugin-opt", "module=edge.bench/peer"];
  for (const [name, goPackage] of plugins) {
    const built = buildJudge(`edge-protoc-gen-${name}`, goPackage, goModule);
    if (built.notRun !== undefined) return built;
    flags.push("--plugin", `${name}=${built.program}`);
  }
  const generate = [cli, "generate", file("../proto"), "--out", goModule, ...flags];
  const generated = spawnSync(process.execPath, generate, { cwd: root, encoding: "utf8" });
  if (generated.status !== 0) return { notRun: `tram generate failed: ${generated.stderr.trim()}` };
  return buildJudge("edge-peer", ".", goModule);
}

let goProgram: string | undefined;

function startGo(...args: readonly string[]): Promise<Program> {
  if (goProgram === undefined) {
    const built = buildGo();
    if (built.notRun !== undefined) throw new Error(built.notRun);
    goProgram = built.program;
  }
  return start(goProgram, args, ADDRESS);
}

/** One server, whose CPU counts whole, with others behind it. */
function running(
  first: Program,
  behind: readonly Program[],
  counted: readonly Program[],
): RunningServer {
  return {
    port: first.port,
    cpuMs: () => counted.reduce((sum, { pid }) => sum + processCpuMicros(pid) / 1000, 0),
    async stop() {
      await first.stop();
      for (const one of behind) await one.stop();
    },
  };
}

async function startTramProxy(): Promise<RunningServer> {
  const upstream = await startGo("grpc");
  const flags = ["--proto", file("../proto"), "--listen", "127.0.0.1:0"];
  const args = [cli, "proxy", `127.0.0.1:${upstream.port}`, ...flags];
  const proxy = await start(process.execPath, args, /is served at http:\/\/127\.0\.0\.1:(\d+)/);
  return running(proxy, [upstream], [proxy]);
}

async function startEnvoy(): Promise<RunningServer> {
  const envoy = await envoyProgram();
  const upstream = await startGo("grpc");
  const folder = mkdtempSync(path.join(tmpdir(), "edge-envoy-"));
  const descriptors = path.join(folder, "orders.binpb");
  const build = [cli, "build", file("../proto"), "-o", descriptors];
  spawnSync(process.execPath, build, { cwd: root });
  if (!existsSync(descriptors)) throw new Error("tram build wrote no descriptors");
  const port = await freePort();
  const args = writeEnvoyConfig(folder, port, upstream.port, descriptors);
  const proxy = await start(envoy, args, ENVOY_SERVES, port);
  // Its worker begins to accept a moment later.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const server = running(proxy, [upstream], [proxy]);
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts an implementation by its name. */
export async function startServer(name: string): Promise<RunningServer> {
  switch (name) {
    case "connect-go": {
      const program = await startGo("connect");
      return running(program, [], [program]);
    }
    case "grpc-gateway": {
      const upstream = await startGo("grpc");
      const gateway = await startGo("gateway", `127.0.0.1:${upstream.port}`);
      // It has no other way to serve: both are the server.
      return running(gateway, [upstream], [gateway, upstream]);
    }
    case "tram proxy":
      return startTramProxy();
    case "envoy":
      return startEnvoy();
    default: {
      const program = await startNode(NODE_PROGRAMS[name] ?? name);
      return running(program, [], [program]);
    }
  }
}

/** Programs of peers/node for implementations with another name. */
const NODE_PROGRAMS: Readonly<Record<string, string>> = {
  "tramline, all protocols": "tramline-mounted",
  "tramline, gRPC alone": "tramline-grpc",
};

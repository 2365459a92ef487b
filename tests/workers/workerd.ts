/** Bundles a Worker as an application would be, and runs it in workerd. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { endWithUs } from "../../tools/root.mjs";
import { installed, WORKERD } from "../runtimes/installed.ts";

const cache = fileURLToPath(new URL("../../.cache/workers", import.meta.url));

/** Since this date, modules of Node are there without a flag, and so is the handler for TCP connections. */
const CONFIG = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:0", http = (), service = "main"),
    (name = "tcp", address = "127.0.0.1:0", tcp = (), service = "main"),
  ],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
);
`;

/** A Worker that runs. */
export interface RunningWorker {
  /** Where it is called by HTTP/1.1, such as `127.0.0.1:1234`. */
  readonly http: string;
  /** Where its handler for TCP connections is. */
  readonly tcp: string;
  /** The end of what workerd has said, such as errors that no handler caught. */
  output(): string;
  /** Ends it, whatever connections are open. */
  stop(): Promise<void>;
}

/** Bundles a Worker as its users' tools do: for browsers, with the modules of Node and workerd left out. */
async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["tramline-source", "workerd", "worker"],
    external: ["node:*", "cloudflare:*"],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    logLevel: "warning",
  });
}

/** Bundles a Worker, and runs it. */
export async function startWorker(name: string, entry: URL): Promise<RunningWorker> {
  const folder = path.join(cache, name);
  mkdirSync(folder, { recursive: true });
  await bundle(fileURLToPath(entry), path.join(folder, "worker.js"));
  const config = path.join(folder, "config.capnp");
  writeFileSync(config, CONFIG);
  return runWorkerd(config);
}

/**
 * Runs workerd on free ports of 127.0.0.1.
 *
 * @param config the path of its configuration, with the sockets `http` and `tcp`
 * @param env variables for its bindings
 */
export async function runWorkerd(
  config: string,
  env: NodeJS.ProcessEnv = {},
): Promise<RunningWorker> {
  const ports = ["http", "tcp"].map((name) => `--socket-addr=${name}=127.0.0.1:0`);
  const child = spawn(installed(WORKERD), ["serve", config, "--control-fd=3", ...ports], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...env },
  });
  endWithUs(child);
  const ended = once(child, "close");
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-16_384);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const listening = await Promise.race([
    readPorts(child.stdio[3] as Readable),
    ended.then(() => {
      throw new Error(`workerd did not start: ${output.trim()}`);
    }),
  ]);
  return {
    http: `127.0.0.1:${listening.get("http")}`,
    tcp: `127.0.0.1:${listening.get("tcp")}`,
    output: () => output,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Reads the lines of JSON that say where the sockets listen, until both do. */
async function readPorts(control: Readable): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>();
  let text = "";
  for await (const chunk of control) {
    text += String(chunk);
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const event = JSON.parse(line) as { event: string; socket?: string; port?: number };
      if (event.event !== "listen" || event.socket === undefined) continue;
      ports.set(event.socket, event.port ?? 0);
    }
    if (ports.size === 2) return ports;
  }
  throw new Error("workerd ended before it listened");
}

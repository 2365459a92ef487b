/** grpc-go's side of the calls: peers/go, built from the modules that its go.mod pins. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type BuiltJudge, buildJudge } from "../judges/build-judge.ts";

const moduleFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "peers/go");

/** Builds one of the programs in peers/go. */
export function buildPeer(name: "calls" | "channelz"): BuiltJudge {
  return buildJudge(`telemetry-${name}`, `./${name}`, moduleFolder);
}

/** Runs a program to its end. @returns what it printed */
export async function runPeer(program: string, args: readonly string[], env = {}): Promise<string> {
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${path.basename(program)} ${args.join(" ")} ended with ${code}`);
  return text;
}

/** A server in a process of its own. */
export interface PeerServer {
  readonly address: string;
  /** Ends it, with what it has to export. */
  finish(): Promise<void>;
}

export async function startPeerServer(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<PeerServer> {
  const child: ChildProcess = spawn(program, [...args, "--serve"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  const exit = once(child, "close");
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  const [address] = (await once(lines, "line")) as [string];
  return {
    address,
    async finish() {
      child.stdin?.end();
      await exit;
    },
  };
}

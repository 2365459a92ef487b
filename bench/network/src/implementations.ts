import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "./program.ts";

const bench = path.join(import.meta.dirname, "..");
const root = path.join(bench, "../..");
const goProgram = path.join(root, ".cache/bench-network/network");
const typescript = (file: string): Command => [process.execPath, "--import", "tsx", file];

/** One implementation: its programs, and what they measure. */
export interface Implementation {
  readonly name: "tramline" | "grpc-go" | "@grpc/grpc-js";
  readonly version: string;
  readonly command: Command;
  /** Whether it is measured in all cases, or as a server of idle clients alone. */
  readonly hasClient: boolean;
}

function npmVersion(folder: string): string {
  const manifest = readFileSync(path.join(root, folder, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function goVersion(): string {
  const module = readFileSync(path.join(bench, "peers/go/go.mod"), "utf8");
  return /google\.golang\.org\/grpc v(\S+)/.exec(module)?.[1] ?? "unknown";
}

export const implementations: readonly Implementation[] = [
  {
    name: "tramline",
    version: npmVersion("packages/tramline"),
    command: typescript(path.join(bench, "peers/tramline.ts")),
    hasClient: true,
  },
  { name: "grpc-go", version: goVersion(), command: [goProgram], hasClient: true },
  {
    name: "@grpc/grpc-js",
    version: npmVersion("node_modules/@grpc/grpc-js"),
    command: typescript(path.join(bench, "peers/grpc-js.ts")),
    hasClient: false,
  },
];

/** Builds what is measured: our packages as they are published, and grpc-go's program. */
export function build(): void {
  const run = (cwd: string, program: string, args: readonly string[]) =>
    execFileSync(program, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  run(root, path.join(root, "node_modules/.bin/tsc"), ["-b", "packages/tramline"]);
  run(root, process.execPath, ["tools/bundle.mjs"]);
  mkdirSync(path.dirname(goProgram), { recursive: true });
  run(path.join(bench, "peers/go"), "go", ["build", "-o", goProgram, "."]);
}

export const relay: Command = typescript(path.join(bench, "src/relay.ts"));
export const idleSockets: Command = typescript(path.join(bench, "src/idle-sockets.ts"));

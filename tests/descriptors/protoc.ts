/** The protoc that npm's package `protoc` ships, and the files that come with it. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const folder = path.dirname(createRequire(import.meta.url).resolve("protoc/package.json"));

/** Folder of the well-known files, as protoc itself imports them. */
export const protocInclude = path.join(folder, "include");

/** What a run of protoc came to. */
export interface ProtocRun {
  readonly ok: boolean;
  /** What it said, errors and warnings, as it printed them. */
  readonly output: string;
  readonly wallMs: number;
}

/** The program itself: the package's script would start Node for every run. */
export function protocProgram(): string {
  const assets = JSON.parse(readFileSync(path.join(folder, "assets.json"), "utf8")) as {
    platform: string;
    arch: string;
    executable: string;
  }[];
  const asset = assets.find(
    ({ platform, arch }) => platform === process.platform && arch === process.arch,
  );
  const program = asset && path.join(folder, "bin", asset.executable);
  if (program === undefined || !existsSync(program)) {
    throw new Error(`npm's protoc has no program for ${process.platform} on ${process.arch}`);
  }
  return program;
}

/** Runs protoc in a folder. */
export function runProtoc(args: readonly string[], cwd: string): Promise<ProtocRun> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(protocProgram(), [...args], { cwd, stdio: ["ignore", "ignore", "pipe"] });
    let output = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ ok: code === 0, output, wallMs: performance.now() - began });
    });
  });
}

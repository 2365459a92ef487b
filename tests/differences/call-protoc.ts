import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { protocProgram } from "../descriptors/protoc.ts";
import { root } from "../docs/examples.ts";

const cache = path.join(root, ".cache/differences");

/**
 * Runs npm's protoc over a contract.
 *
 * @returns what it wrote to standard output
 * @throws Error with what it said, when it refused
 */
export function callProtoc(
  contract: string,
  args: readonly string[],
  input: string | Uint8Array,
): Buffer {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "protoc-"));
  try {
    writeFileSync(path.join(folder, "d.proto"), contract);
    const run = spawnSync(protocProgram(), [...args, "d.proto"], { cwd: folder, input });
    if (run.status !== 0) {
      throw new Error(`protoc refused: ${run.error?.message ?? run.stderr.toString()}`);
    }
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

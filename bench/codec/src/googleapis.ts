// All of googleapis as one FileDescriptorSet, for codecs to chew on.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import { layOutGoogleapis } from "../../harness/googleapis.ts";
import { descriptorSetFile } from "./paths.ts";

const require = createRequire(import.meta.url);

/**
 * Has protoc compile all contracts. Custom options are left out: not every library keeps
 * what it does not know.
 */
export function writeDescriptorSet(): void {
  const temporary = mkdtempSync(path.join(tmpdir(), "googleapis-"));
  try {
    const folder = path.join(temporary, "googleapis");
    const list = path.join(temporary, "files.txt");
    const output = path.join(temporary, "set.binpb");
    writeFileSync(list, layOutGoogleapis(folder).join("\n"));
    const protoc = require.resolve("protoc/protoc.cjs");
    // Its warnings are about contracts that nobody here can mend.
    const args = [protoc, `-I${folder}`, `-o${output}`, `@${list}`];
    execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    const set = FileDescriptorSet.decode(readFileSync(output));
    removeUnknown(set);
    writeFileSync(descriptorSetFile, FileDescriptorSet.encode(set));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function removeUnknown(value: unknown): void {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  if ("$unknown" in value) delete value.$unknown;
  for (const member of Object.values(value)) removeUnknown(member);
}

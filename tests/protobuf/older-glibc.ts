/**
 * Starts a linux-x64 program on a system whose C library is older than the one that the program was linked
 * against: a copy of it, in which the versions that this system lacks are marked as weak needs, so that
 * the loader warns of them and goes on; and with the few functions that came with them preloaded.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** How a program is started. */
export interface Startable {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  readonly notRun?: undefined;
}

/**
 * The program itself where this system has all that it needs.
 *
 * @param cacheFolder where a copy and the preloaded library are made
 * @returns how it is started, or why it cannot be
 */
export function makeStartable(
  program: string,
  cacheFolder: string,
): Startable | { readonly notRun: string } {
  const trial = spawnSync(program, [], { encoding: "utf8" });
  if (trial.error !== undefined) {
    return { notRun: `${path.basename(program)} does not start: ${trial.error.message}` };
  }
  const missing = [...trial.stderr.matchAll(/version `([^']+)' not found/g)].map(
    ([, version = ""]) => version,
  );
  if (missing.length === 0) return { program, env: process.env };
  mkdirSync(cacheFolder, { recursive: true });
  const bytes = readFileSync(program);
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const copy = path.join(cacheFolder, `${path.basename(program)}-${digest}`);
  if (!existsSync(copy)) {
    weakenVersions(bytes, new Set(missing));
    // Under its name only when it is whole.
    writeFileSync(`${copy}.part`, bytes, { mode: 0o755 });
    renameSync(`${copy}.part`, copy);
  }
  const shim = path.join(cacheFolder, "older-glibc-shim.so");
  const source = fileURLToPath(new URL("older-glibc-shim.c", import.meta.url));
  const args = ["-O2", "-shared", "-fPIC", "-o", shim, source, "-l:libstdc++.so.6"];
  const built = spawnSync("gcc", args, { encoding: "utf8" });
  if (built.status !== 0) {
    const why = built.error?.message ?? built.stderr.trim().split("\n").at(-1) ?? "";
    return {
      notRun: `this system's libraries lack ${missing.join(" and ")}, and gcc could not make up for it: ${why}`,
    };
  }
  return { program: copy, env: { ...process.env, LD_PRELOAD: shim } };
}

/** The section that lists versions needed of libraries, by its type in the section's header. */
const VERSION_NEEDS = 0x6ffffffe;
const WEAK = 2;

/**
 * Sets the weak flag on needs of versions, in the bytes of an ELF file of 64 bits, little-endian.
 * https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
 */
function weakenVersions(file: Buffer, versions: ReadonlySet<string>): void {
  const sections = Number(file.readBigUInt64LE(40));
  const headerSize = file.readUInt16LE(58);
  const header = (index: number) => {
    const at = sections + index * headerSize;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      link: file.readUInt32LE(at + 40),
      info: file.readUInt32LE(at + 44),
    };
  };
  const count = file.readUInt16LE(60);
  for (let index = 0; index < count; index++) {
    const section = header(index);
    if (section.type !== VERSION_NEEDS) continue;
    const names = header(section.link).offset;
    let library = section.offset;
    for (let i = 0; i < section.info; i++) {
      let version = library + file.readUInt32LE(library + 8);
      for (let left = file.readUInt16LE(library + 2); left > 0; left--) {
        const name = names + file.readUInt32LE(version + 8);
        if (versions.has(file.toString("latin1", name, file.indexOf(0, name)))) {
          file.writeUInt16LE(file.readUInt16LE(version + 4) | WEAK, version + 4);
        }
        version += file.readUInt32LE(version + 12);
      }
      library += file.readUInt32LE(library + 12);
    }
  }
}

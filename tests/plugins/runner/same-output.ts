/** What plugins write when we ask them, beside what they write when protoc does: to be the same, byte for byte. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { protocInclude, protocProgram } from "../../descriptors/protoc.ts";
import type { ComparedPlugin } from "./compared-plugins.ts";
import type { Contracts } from "./contracts.ts";
import { cache, emptyFolder, generateHere, step } from "./steps.ts";

/**
 * Has a plugin, and those that follow it, generate twice.
 *
 * @returns how many files both wrote
 * @throws Error that names the first difference
 */
export async function compareOutput(plugin: ComparedPlugin, contracts: Contracts): Promise<number> {
  const slug = (text: string): string => text.replaceAll(/\W+/g, "-");
  const top = path.join(cache, "same", slug(plugin.label), slug(contracts.name));
  const folders = { protoc: path.join(top, "protoc"), tram: path.join(top, "tram") };
  emptyFolder(folders.protoc);
  emptyFolder(folders.tram);
  const [byProtoc, byTram] = await runBoth(plugin, contracts, folders);
  const refusal = plugin.refuses?.[contracts.name];
  if (refusal !== undefined) {
    if (byProtoc.status !== "rejected") throw new Error("protoc does not refuse this");
    if (byTram.status !== "rejected") throw new Error("protoc refuses this, ours does not");
    const said = String(byTram.reason);
    if (!refusal.test(said)) throw new Error(`ours refuses it for something else: ${said}`);
    const written = filesIn(folders.tram);
    if (written.length > 0) throw new Error(`written all the same: ${written.join(", ")}`);
    return 0;
  }
  if (byProtoc.status === "rejected") throw byProtoc.reason;
  if (byTram.status === "rejected") throw byTram.reason;
  return compareFolders(folders.protoc, folders.tram);
}

async function runBoth(
  plugin: ComparedPlugin,
  contracts: Contracts,
  folders: { readonly protoc: string; readonly tram: string },
): Promise<readonly [PromiseSettledResult<unknown>, PromiseSettledResult<unknown>]> {
  const host = (await plugin.host?.()) ?? {
    program: protocProgram(),
    args: [],
    plugin: "",
    env: {},
  };
  const protocArgs = [...host.args, `-I${contracts.folder}`, `-I${protocInclude}`];
  const tramArgs = ["-I", contracts.folder, "-I", protocInclude, "--out", folders.tram];
  const first = { ...plugin, options: plugin.options?.(contracts) ?? [] };
  for (const { name, program, options } of [first, ...(plugin.then ?? [])]) {
    const file = await program?.();
    if (file !== undefined) protocArgs.push(`--plugin=protoc-gen-${name}=${file}`);
    protocArgs.push(`--${name}_out=${folders.protoc}`);
    protocArgs.push(...options.map((option) => `--${name}_opt=${option}`));
    tramArgs.push("--plugin", `${name}${file === undefined ? host.plugin : `=${file}`}`);
    tramArgs.push(...options.flatMap((option) => ["--plugin-opt", `${name}:${option}`]));
  }
  protocArgs.push(...contracts.files);
  tramArgs.push(...contracts.files.map((file) => path.join(contracts.folder, file)));
  return Promise.allSettled([step(host.program, protocArgs), generateHere(tramArgs, host.env)]);
}

/** Compares two folders; returns how many files are in each. */
function compareFolders(wanted: string, got: string): number {
  const names = filesIn(wanted);
  const others = new Set(filesIn(got));
  const lacking = names.filter((name) => !others.delete(name));
  if (lacking.length > 0) throw new Error(`not written: ${lacking.slice(0, 5).join(", ")}`);
  if (others.size > 0)
    throw new Error(`written by ours only: ${[...others].slice(0, 5).join(", ")}`);
  if (names.length === 0) throw new Error("nothing was written, by either");
  for (const name of names) {
    const left = readFileSync(path.join(wanted, name));
    const right = readFileSync(path.join(got, name));
    if (left.equals(right)) continue;
    const lines = left.toString("latin1").split("\n");
    const ours = right.toString("latin1").split("\n");
    const at = lines.findIndex((line, index) => line !== ours[index]);
    const cut = (line: string | undefined): string => (line ?? "(end)").slice(0, 300);
    throw new Error(`${name}:${at + 1}:\n  protoc: ${cut(lines[at])}\n  ours:   ${cut(ours[at])}`);
  }
  return names.length;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

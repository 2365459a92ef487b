import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";
import { type CodeBlock, findCodeBlocks, moduleOf } from "./code-blocks.ts";
import { prelude } from "./prelude.ts";

/** The workspace's top folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Where the examples are written to: within the workspace, so that they find its packages, and apart
 * from those of other runs at the same time.
 */
const examplesFolder = path.join(root, ".cache/docs", String(process.pid));

/** A program of a page that runs by itself, and what it prints. */
export interface Program {
  /** `page:line` */
  readonly at: string;
  readonly file: string;
  /** What the page says that it prints; undefined if it does not say. */
  readonly output: string | undefined;
}

/** A page with all of its code written to a folder, ready to be compiled. */
export interface Page {
  readonly name: string;
  readonly folder: string;
  readonly blocks: readonly CodeBlock[];
  readonly programs: readonly Program[];
}

/** The pages whose code is held to what they say: README.md and the guides. */
export function pageNames(): string[] {
  const guides = readdirSync(path.join(root, "docs/guides")).filter((name) => name.endsWith(".md"));
  return ["README.md", ...guides.sort().map((name) => `docs/guides/${name}`)];
}

/** Writes the code of all pages. A page without a contract of its own uses that of `contractPage`. */
export function writePages(names: readonly string[], contractPage: string): Page[] {
  const shared = contractsOf(readBlocks(contractPage));
  const pages = names.map((name) => writePage(name, shared));
  // Once: what it declares is global.
  const home = pages.find(({ name }) => name === contractPage);
  if (home === undefined) throw new Error(`${contractPage} is not among the pages`);
  write(path.join(home.folder, "prelude.ts"), prelude);
  return pages;
}

/** Removes what was written. */
export function removePages(): void {
  rmSync(examplesFolder, { recursive: true, force: true });
}

function readBlocks(name: string): CodeBlock[] {
  return findCodeBlocks(readFileSync(path.join(root, name), "utf8"));
}

function contractsOf(blocks: readonly CodeBlock[]): Map<string, string> {
  return new Map(
    blocks
      .filter(({ language, label }) => language === "proto" && label !== "")
      .map(({ label, text }) => [label.replace(/^proto\//, ""), text]),
  );
}

function writePage(name: string, shared: ReadonlyMap<string, string>): Page {
  const folder = path.join(examplesFolder, path.basename(name, ".md").toLowerCase());
  const blocks = readBlocks(name);
  const own = contractsOf(blocks);
  generate(own.size > 0 ? own : shared, path.join(folder, "gen"));
  const programs: Program[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.language !== "ts") continue;
    const isPiece = block.label === "";
    const isNamed = block.label.endsWith(".ts");
    const file = path.join(folder, isNamed ? block.label : `line-${block.line}.ts`);
    write(file, isPiece ? moduleOf(block.text) : block.text);
    if (block.label !== "run") continue;
    const next = blocks[index + 1];
    const output = next?.language === "text" ? next.text : undefined;
    programs.push({ at: `${name}:${block.line}`, file, output });
  }
  return { name, folder, blocks, programs };
}

function generate(contracts: ReadonlyMap<string, string>, folder: string): void {
  const { ok, diagnostics, files } = compileSync({
    files: [...contracts.keys()],
    resolve: (name) => contracts.get(name),
  });
  if (!ok) throw new Error(diagnostics.map((one) => renderDiagnostic(one)).join("\n"));
  const wanted = createFileRegistry(files).files.filter((file) => contracts.has(file.name));
  for (const source of generateTypeScript(wanted)) {
    write(path.join(folder, source.path), source.content);
  }
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Checks the types of everything that was written, strictly, in one run. Resolves to its complaints. */
export async function checkTypes(): Promise<string> {
  const project = path.join(examplesFolder, "tsconfig.json");
  const options = { noUnusedLocals: false, incremental: false };
  write(
    project,
    JSON.stringify({
      extends: "../../../tsconfig.programs.json",
      compilerOptions: options,
      include: ["**/*.ts"],
    }),
  );
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const { code, output } = await runNode([tsc, "-p", project]);
  return code === 0 ? "" : output || `tsc ended with status ${code}`;
}

/** Flags that make node run TypeScript from the packages' sources. */
export const sourceFlags: readonly string[] = ["--import", "tsx", "--conditions=tramline-source"];

/** Runs node to its end, for 50 seconds at most. */
export function runNode(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 50_000,
      killSignal: "SIGKILL",
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("close", (code) => resolve({ code, output }));
  });
}

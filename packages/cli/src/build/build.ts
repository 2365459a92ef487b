import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createFileRegistry, toJsonString } from "@tramline/protobuf";
import { type FileDescriptorProto, FileDescriptorSet } from "@tramline/protobuf/wkt/descriptor";
import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../commands/command-context.ts";
import {
  type CompiledFiles,
  compileDescriptorSet,
  compileFiles,
  displayPath,
} from "../contract/compile-sources.ts";
import { findSourceFiles, type SourceFiles } from "../contract/source-files.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Flags of `tram build`, as commander gives them. */
export interface BuildOptions {
  readonly protoPath?: readonly string[];
  readonly out?: string;
  readonly excludeImports?: boolean;
  readonly excludeSourceInfo?: boolean;
  readonly retainOptions?: boolean;
  readonly includeImports?: boolean;
  readonly includeSourceInfo?: boolean;
  readonly quiet?: boolean;
}

/**
 * Runs `tram build`.
 *
 * @throws CommandError for contracts with errors, and files that cannot be read or written
 */
export async function build(
  context: CommandContext,
  paths: readonly string[],
  options: BuildOptions,
): Promise<void> {
  for (const what of ["Imports", "SourceInfo"] as const) {
    if (options[`include${what}`] !== true || options[`exclude${what}`] !== true) continue;
    const flag = what === "Imports" ? "imports" : "source-info";
    throw new CommandError(
      "CLI_USAGE",
      `--include-${flag} and --exclude-${flag} do not go together.`,
    );
  }
  const { terminal, style, errorStyle } = context;
  const sources = findSourceFiles(paths, options.protoPath ?? [], terminal.cwd);
  const { parts, fileCount } = await compileParts(
    sources,
    terminal,
    errorStyle.isColorSupported,
    options,
  );
  const count = `${fileCount} file${fileCount === 1 ? "" : "s"}`;
  if (options.out === undefined) {
    if (options.quiet === true) return;
    await terminal.stdout.write(`${style.green("✓")} ${count}\n`);
    return;
  }
  const full = path.resolve(terminal.cwd, options.out);
  try {
    mkdirSync(path.dirname(full), { recursive: true });
    writeParts(full, parts);
  } catch (error) {
    throw new CommandError(
      "CLI_FILE",
      `${options.out} cannot be written: ${String((error as Error).message)}`,
      undefined,
      { cause: error },
    );
  }
  if (options.quiet === true) return;
  const where = style.bold(displayPath(full, terminal.cwd));
  await terminal.stdout.write(`${style.green("✓")} ${count} → ${where}\n`);
}

/** What is written, in parts. */
interface Output {
  readonly parts: Iterable<string | Uint8Array>;
  readonly fileCount: number;
}

async function compileParts(
  sources: SourceFiles,
  terminal: Terminal,
  colored: boolean,
  options: BuildOptions,
): Promise<Output> {
  const sourceInfo = options.excludeSourceInfo !== true;
  if (options.out?.endsWith(".json") === true) {
    const compiled = await compileFiles(sources, terminal, colored, sourceInfo);
    const files = filesOf(compiled, options);
    return { parts: [jsonOf(files, compiled)], fileCount: files.length };
  }
  const { excludeImports, retainOptions } = options;
  const content = { sourceInfo, excludeImports, retainOptions };
  return compileDescriptorSet(sources, terminal, colored, content);
}

function writeParts(full: string, parts: Output["parts"]): void {
  const file = openSync(full, "w");
  try {
    for (const part of parts) writeFileSync(file, part);
  } finally {
    closeSync(file);
  }
}

function filesOf(
  { files, sourceFiles, names }: CompiledFiles,
  options: BuildOptions,
): FileDescriptorProto[] {
  const wanted = new Set(names);
  return files
    .filter(({ name = "" }) => options.excludeImports !== true || wanted.has(name))
    .map(
      (file) =>
        (options.retainOptions === true ? sourceFiles.get(file.name ?? "") : undefined) ?? file,
    );
}

/** Custom options are among what is printed: the registry knows them. */
function jsonOf(files: FileDescriptorProto[], { files: all }: CompiledFiles): string {
  const registry = createFileRegistry(all);
  return `${toJsonString(FileDescriptorSet, FileDescriptorSet.create({ file: files }), { registry, indent: 2 })}\n`;
}

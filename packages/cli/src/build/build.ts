import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { FileDescriptorProto } from "@tramline/protobuf/wkt/descriptor";
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
import { printSet } from "./print-set.ts";
import { type FormatName, formatOf, type SetFormat } from "./set-format.ts";

/** The value of `--out` that means stdout. */
const STDOUT = "-";

/** Flags of `tram build`, as commander gives them. */
export interface BuildOptions {
  readonly protoPath?: readonly string[];
  readonly out?: string;
  readonly format?: FormatName;
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
  if (options.format !== undefined && options.out === undefined) {
    throw new CommandError("CLI_USAGE", "--format goes with --out.");
  }
  const { terminal, style, errorStyle } = context;
  const format = formatOf(options.out ?? "", options.format);
  if (options.out === STDOUT && format.name === "binpb" && terminal.stdout.isTerminal) {
    throw new CommandError(
      "CLI_USAGE",
      "Bytes are not for a terminal.",
      "Send them to a file or program (tram build -o - | …), or add --format json.",
    );
  }
  const sources = findSourceFiles(paths, options.protoPath ?? [], terminal.cwd);
  const { parts, fileCount } = await compileParts(
    sources,
    terminal,
    errorStyle.isColorSupported,
    options,
    format,
  );
  const count = `${fileCount} file${fileCount === 1 ? "" : "s"}`;
  if (options.out === undefined) {
    if (options.quiet === true) return;
    await terminal.stdout.write(`${style.green("✓")} ${count}\n`);
    return;
  }
  if (options.out === STDOUT) {
    for (const part of parts) await terminal.stdout.write(part);
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

/** The content to write, in parts. */
interface Output {
  readonly parts: Iterable<string | Uint8Array>;
  readonly fileCount: number;
}

async function compileParts(
  sources: SourceFiles,
  terminal: Terminal,
  colored: boolean,
  options: BuildOptions,
  { name, compressed }: SetFormat,
): Promise<Output> {
  const sourceInfo = options.excludeSourceInfo !== true;
  if (name !== "binpb") {
    const compiled = await compileFiles(sources, terminal, colored, sourceInfo);
    const files = filesOf(compiled, options);
    const text = printSet(files, name, compiled.files);
    return { parts: [compressed ? gzipSync(text) : text], fileCount: files.length };
  }
  const { excludeImports, retainOptions } = options;
  const content = { sourceInfo, excludeImports, retainOptions };
  const output = await compileDescriptorSet(sources, terminal, colored, content);
  return compressed ? { ...output, parts: [gzipSync(Buffer.concat([...output.parts]))] } : output;
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

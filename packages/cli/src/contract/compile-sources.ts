import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type CompileResult,
  type CompileSetOptions,
  type CompileSetResult,
  compileSetSync,
  compileSync,
  type Diagnostic,
  renderDiagnostic,
} from "@tramline/compiler";
import { createFileRegistry, type Registry } from "@tramline/protobuf";
import type { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { CommandError } from "../command-error.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { locate, type SourceFiles } from "./source-files.ts";

/** A contract compiled from .proto files, and linked. */
export interface CompiledSources {
  /** The files wanted and all that they import. */
  readonly registry: Registry;
  /** Import names of the files wanted. */
  readonly names: readonly string[];
}

/** Descriptors compiled from .proto files. */
export interface CompiledFiles {
  /** Of the files wanted and of all that they import, each after its imports. */
  readonly files: readonly FileDescriptorProto[];
  /** Those of files with options that have source retention, which `files` are without. */
  readonly sourceFiles: ReadonlyMap<string, FileDescriptorProto>;
  /** Import names of the files wanted. */
  readonly names: readonly string[];
  /** Where files lie, absolute, by their import names. Those that come with Tramline lie nowhere. */
  readonly paths: ReadonlyMap<string, string>;
}

/** As {@link compileFiles}, and links what was compiled. */
export async function compileSources(
  sources: SourceFiles,
  terminal: Terminal,
  colored: boolean,
): Promise<CompiledSources> {
  const { files, names } = await compileFiles(sources, terminal, colored);
  return { registry: createFileRegistry(files), names };
}

/**
 * Compiles .proto files from disk. Errors and warnings are printed to stderr, with the place in the
 * file and a snippet.
 *
 * @param colored whether to color the output
 * @param withSourceInfo whether the descriptors have places and comments
 * @throws CommandError CLI_CONTRACT when there are errors
 */
export async function compileFiles(
  sources: SourceFiles,
  terminal: Terminal,
  colored: boolean,
  withSourceInfo = true,
): Promise<CompiledFiles> {
  const paths = new Map<string, string>();
  const result = compileSync({
    files: sources.names,
    sourceInfo: withSourceInfo,
    resolve: (name) => resolveSource(name, sources, terminal, paths),
  });
  await checkResult(result, paths, terminal, colored);
  const { files, sourceFiles } = result;
  return { files, sourceFiles, names: sources.names, paths };
}

/** The content of a descriptor set; see {@link CompileSetOptions}. */
export type SetContent = Omit<CompileSetOptions, "files" | "resolve">;

/**
 * As {@link compileFiles}, to an encoded descriptor set.
 *
 * @throws CommandError CLI_CONTRACT when there are errors
 */
export async function compileDescriptorSet(
  sources: SourceFiles,
  terminal: Terminal,
  colored: boolean,
  content: SetContent,
): Promise<CompileSetResult> {
  const paths = new Map<string, string>();
  const result = compileSetSync({
    ...content,
    files: sources.names,
    resolve: (name) => resolveSource(name, sources, terminal, paths),
  });
  await checkResult(result, paths, terminal, colored);
  return result;
}

/** Reads the text of a source, if there is one; notes its location in `paths`. */
function resolveSource(
  name: string,
  sources: SourceFiles,
  terminal: Terminal,
  paths: Map<string, string>,
): string | undefined {
  const full = locate(name, sources.importFolders);
  if (full === undefined) return undefined;
  paths.set(name, full);
  return readSource(full, terminal.cwd);
}

/** The findings of a run of the compiler. */
type Findings = Pick<CompileResult, "diagnostics" | "droppedCount" | "ok">;

async function checkResult(
  result: Findings,
  paths: ReadonlyMap<string, string>,
  terminal: Terminal,
  colored: boolean,
): Promise<void> {
  await printDiagnostics(result, paths, terminal, colored);
  if (result.ok) return;
  const errors = result.diagnostics.filter(({ severity }) => severity === "error").length;
  const total = errors + result.droppedCount;
  throw new CommandError(
    "CLI_CONTRACT",
    total === 1 ? "There is an error." : `There are ${total} errors.`,
  );
}

async function printDiagnostics(
  result: Findings,
  paths: ReadonlyMap<string, string>,
  terminal: Terminal,
  colored: boolean,
): Promise<void> {
  for (const diagnostic of result.diagnostics) {
    const full = paths.get(diagnostic.file);
    // As an editor opens it: from the current folder, not from the import folder.
    const shown: Diagnostic =
      full === undefined ? diagnostic : { ...diagnostic, file: displayPath(full, terminal.cwd) };
    await terminal.stderr.write(`${renderDiagnostic(shown, { color: colored })}\n\n`);
  }
  if (result.droppedCount > 0) {
    await terminal.stderr.write(`… and ${result.droppedCount} more that are not shown.\n\n`);
  }
}

function readSource(full: string, cwd: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(full);
  } catch (error) {
    throw new CommandError(
      "CLI_FILE",
      `${displayPath(full, cwd)} cannot be read: ${String((error as Error).message)}`,
      undefined,
      { cause: error },
    );
  }
  const text = bytes.toString("utf8");
  if (!isUtf8(bytes)) throw notUtf8(displayPath(full, cwd), bytes, text);
  return text;
}

/** The error for a source with bytes that are not UTF-8: the descriptor would have other bytes. */
function notUtf8(file: string, bytes: Buffer, text: string): CommandError {
  // What is malformed was decoded as U+FFFD, which may also be meant.
  let index = text.indexOf("\ufffd");
  let offset = Buffer.byteLength(text.slice(0, index));
  while (bytes.toString("latin1", offset, offset + 3) === "\xef\xbf\xbd") {
    const next = text.indexOf("\ufffd", index + 1);
    offset += Buffer.byteLength(text.slice(index, next));
    index = next;
  }
  const before = text.slice(0, index).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  const byte = (bytes[offset] ?? 0).toString(16).padStart(2, "0");
  return new CommandError(
    "CLI_FILE",
    `${file}:${before.length}:${column}: the byte 0x${byte} is not UTF-8.`,
    "Save the file as UTF-8. For a byte in a default value write an escape: \\x" + byte,
  );
}

/** Returns a path for people: relative to the current folder if it is below that. */
export function displayPath(full: string, cwd: string): string {
  const relative = path.relative(cwd, full);
  return relative === "" || relative.startsWith("..") || path.isAbsolute(relative)
    ? full
    : relative.split(path.sep).join("/");
}

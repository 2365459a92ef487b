import type { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { buildFile } from "./descriptor/build-file.ts";
import type { FileDefinition } from "./descriptor/definitions.ts";
import { type Diagnostic, Reporter } from "./diagnostic/diagnostic.ts";
import { checkFile } from "./link/check-file.ts";
import { warnExtensionClashes } from "./link/check-numbers.ts";
import { linkImports, warnUnusedImports } from "./link/imports.ts";
import { linkTypes } from "./link/link-types.ts";
import { SymbolTable } from "./link/symbol-table.ts";
import { interpretOptions } from "./options/interpret-options.ts";
import { sourceDescriptor } from "./options/source-options.ts";
import { parseFile } from "./parser/parse-file.ts";
import { bundledSource } from "./source/bundled-sources.ts";
import { SourceFile } from "./source/source-file.ts";
import type { SourceResolver, SyncSourceResolver } from "./source/source-resolver.ts";

/** What to compile. */
export interface CompileOptions<R = SourceResolver> {
  /** Paths of the files wanted, as an import would name them. */
  readonly files: readonly string[];
  /** Where sources come from. The well-known files need not be there. */
  readonly resolve: R;
  /** Positions and comments in the descriptors. Default true. */
  readonly sourceInfo?: boolean | undefined;
}

/** What came of it. */
export interface CompileResult {
  /**
   * Descriptors of the files wanted and of all that they import, each after its imports.
   * With errors among the diagnostics they are as complete as could be and not to be relied on.
   */
  readonly files: FileDescriptorProto[];
  /**
   * Of files with options that are declared with source retention, which are no part of a descriptor: their
   * descriptors with these options. By name; the files in `files` are those without.
   */
  readonly sourceFiles: ReadonlyMap<string, FileDescriptorProto>;
  /** Errors and warnings of all files, by file and place. */
  readonly diagnostics: Diagnostic[];
  /** True if there was no error. */
  readonly ok: boolean;
  /** Diagnostics left out because there were too many. */
  readonly droppedCount: number;
}

/** Most files read in one run; against a resolver that answers every path. */
const MAX_FILES = 100_000;

/**
 * Compiles .proto files to linked descriptors. Never throws because of what is in a file; it
 * rejects only if the resolver does.
 */
export async function compile(options: CompileOptions): Promise<CompileResult> {
  const compilation = new Compilation(options.sourceInfo !== false);
  let wanted = compilation.want(options.files);
  while (wanted.length > 0) {
    const texts = await Promise.all(wanted.map(async (path) => options.resolve(path)));
    wanted = compilation.want(
      wanted.flatMap((path, index) => compilation.provide(path, texts[index])),
    );
  }
  return compilation.finish(options.files);
}

/** As {@link compile}, with a resolver that answers at once. */
export function compileSync(options: CompileOptions<SyncSourceResolver>): CompileResult {
  const compilation = new Compilation(options.sourceInfo !== false);
  let wanted = compilation.want(options.files);
  while (wanted.length > 0) {
    wanted = compilation.want(
      wanted.flatMap((path) => compilation.provide(path, options.resolve(path))),
    );
  }
  return compilation.finish(options.files);
}

/** One run: files are asked for and provided until there are no more, and then linked. */
class Compilation {
  private readonly reporter = new Reporter();
  private readonly files = new Map<string, FileDefinition>();
  private readonly asked = new Set<string>();
  private readonly sourceInfo: boolean;

  constructor(sourceInfo: boolean) {
    this.sourceInfo = sourceInfo;
  }

  /** Those of the paths that have not been asked for. */
  want(paths: Iterable<string>): string[] {
    const wanted: string[] = [];
    for (const path of paths) {
      if (this.asked.has(path)) continue;
      if (this.asked.size >= MAX_FILES) {
        this.reporter.fileError(
          "TOO_MANY_FILES",
          path,
          `More than ${MAX_FILES} files are imported.`,
        );
        break;
      }
      this.asked.add(path);
      wanted.push(path);
    }
    return wanted;
  }

  /** Takes a file's text and returns the paths of its imports. */
  provide(path: string, given: string | undefined): string[] {
    const text = given ?? bundledSource(path);
    if (text === undefined) return [];
    const parsed = parseFile(new SourceFile(path, text), this.reporter);
    const file = buildFile(parsed, this.reporter, this.sourceInfo);
    this.files.set(path, file);
    return file.imports.map((reference) => reference.path);
  }

  /** Links all files. */
  finish(roots: readonly string[]): CompileResult {
    const { reporter, files } = this;
    for (const path of new Set(roots)) {
      if (files.has(path)) continue;
      reporter.fileError("FILE_NOT_FOUND", path, `The file "${path}" was not found.`, {
        hint: "Paths are relative to an import folder: add the one that holds it with -I.",
      });
    }
    const ordered = linkImports(roots, files, reporter);
    const table = new SymbolTable();
    const context = { table, reporter };
    for (const file of ordered) table.addFile(file, reporter);
    for (const file of ordered) linkTypes(file, context);
    for (const file of ordered) interpretOptions(file, context);
    for (const file of ordered) checkFile(file, context);
    warnExtensionClashes(ordered, context);
    // After an error an import may only seem to be unused.
    for (const path of reporter.errorCount === 0 ? new Set(roots) : []) {
      const file = files.get(path);
      if (file !== undefined) warnUnusedImports(file, reporter);
    }
    const sourceFiles = new Map<string, FileDescriptorProto>();
    for (const file of ordered) {
      const descriptor = reporter.errorCount === 0 ? sourceDescriptor(file) : undefined;
      if (descriptor !== undefined) sourceFiles.set(file.path, descriptor);
    }
    return {
      files: ordered.map((file) => file.proto),
      sourceFiles,
      diagnostics: sorted(reporter.diagnostics, ordered),
      ok: reporter.errorCount === 0,
      droppedCount: reporter.droppedCount,
    };
  }
}

function sorted(
  diagnostics: readonly Diagnostic[],
  files: readonly FileDefinition[],
): Diagnostic[] {
  const rank = new Map(files.map((file, index) => [file.path, index]));
  return diagnostics
    .map((diagnostic, index) => ({ diagnostic, index }))
    .sort(
      (a, b) =>
        (rank.get(a.diagnostic.file) ?? -1) - (rank.get(b.diagnostic.file) ?? -1) ||
        a.diagnostic.span.start - b.diagnostic.span.start ||
        a.index - b.index,
    )
    .map(({ diagnostic }) => diagnostic);
}

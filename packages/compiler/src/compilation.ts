import type { CompileOptions } from "./compile-options.ts";
import { buildFile } from "./descriptor/build-file.ts";
import type { FileDefinition } from "./descriptor/definitions.ts";
import type { LinkedFile } from "./descriptor/linked-file.ts";
import { type Diagnostic, Reporter } from "./diagnostic/diagnostic.ts";
import { checkFile } from "./link/check-file.ts";
import { warnExtensionClashes } from "./link/check-numbers.ts";
import { linkImports, warnUnusedImports } from "./link/imports.ts";
import { linkTypes } from "./link/link-types.ts";
import { SymbolTable } from "./link/symbol-table.ts";
import { interpretOptions } from "./options/interpret-options.ts";
import { parseFile } from "./parser/parse-file.ts";
import { bundledSource } from "./source/bundled-sources.ts";
import { SourceFile } from "./source/source-file.ts";
import type { SyncSourceResolver } from "./source/source-resolver.ts";

/** Most files read in one run: bounds a resolver that has a file for every path. */
const MAX_FILES = 100_000;

/** All files of one run once compiled, their descriptors still to be made. */
export interface LinkedContract {
  /** The files wanted and all that they import, each after its imports. */
  readonly files: readonly LinkedFile[];
  /** Errors and warnings of all files, by file and place. */
  readonly diagnostics: Diagnostic[];
  /** True if there was no error. */
  readonly ok: boolean;
  /** Diagnostics left out because there were too many. */
  readonly droppedCount: number;
}

/** Compiles the files wanted and all that they import. */
export async function linkContract(options: CompileOptions): Promise<LinkedContract> {
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

/** As {@link linkContract}, with a synchronous resolver. */
export function linkContractSync(options: CompileOptions<SyncSourceResolver>): LinkedContract {
  const compilation = new Compilation(options.sourceInfo !== false);
  let wanted = compilation.want(options.files);
  while (wanted.length > 0) {
    wanted = compilation.want(
      wanted.flatMap((path) => compilation.provide(path, options.resolve(path))),
    );
  }
  return compilation.finish(options.files);
}

/** One run: files are requested and provided until no more are needed, and then linked. */
class Compilation {
  private readonly reporter = new Reporter();
  private readonly files = new Map<string, FileDefinition>();
  private readonly asked = new Set<string>();
  private readonly sourceInfo: boolean;

  constructor(sourceInfo: boolean) {
    this.sourceInfo = sourceInfo;
  }

  /** Returns the paths that have not been requested before. */
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

  /** Links all files, and keeps nothing but the result. */
  finish(roots: readonly string[]): LinkedContract {
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
    const diagnostics = sorted(reporter.diagnostics, ordered);
    const linked = ordered.map(({ path, proto, locations, sourceOptions }) => ({
      path,
      proto,
      locations,
      sourceOptions,
    }));
    files.clear();
    return {
      files: linked,
      diagnostics,
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

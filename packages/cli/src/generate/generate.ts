import path from "node:path";
import { generateTypeScript, hasRuntimeModule } from "@tramline/compiler";
import type { FileDescriptor } from "@tramline/protobuf";
import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../commands/command-context.ts";
import { type CompiledSources, compileSources, displayPath } from "../contract/compile-sources.ts";
import { findSourceFiles, type SourceFiles } from "../contract/source-files.ts";
import { printFailure } from "../print-failure.ts";
import { watchFolders } from "./watch-folders.ts";
import { type OutputChanges, writeOutput } from "./write-output.ts";

const EXTENSIONS = { ts: ".ts", js: ".js", none: "" } as const;

/** Flags of `tram generate`, as commander gives them. */
export interface GenerateOptions {
  readonly protoPath?: readonly string[];
  readonly out: string;
  readonly imports: boolean;
  readonly importExtension: "ts" | "js" | "none";
  readonly clean?: boolean;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly quiet?: boolean;
}

/**
 * Runs `tram generate`.
 *
 * @throws CommandError for contracts with errors, files that cannot be read or written, and with --check for
 * output that would change
 */
export async function generate(
  context: CommandContext,
  paths: readonly string[],
  options: GenerateOptions,
): Promise<void> {
  if (options.watch === true && options.check === true) {
    throw new CommandError("CLI_USAGE", "--watch and --check do not go together.");
  }
  if (options.watch !== true) {
    await generateOnce(context, paths, options);
    return;
  }
  const { terminal } = context;
  const once = async (): Promise<void> => {
    try {
      await generateOnce(context, paths, options);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      await printFailure(error, context);
    }
  };
  await once();
  const { importFolders } = sourcesOf(context, paths, options);
  await terminal.stderr.write(context.errorStyle.dim("Waiting for changes. Ctrl-C ends.\n"));
  await watchFolders(importFolders, terminal.signal, once);
}

function sourcesOf(
  { terminal }: CommandContext,
  paths: readonly string[],
  options: GenerateOptions,
): SourceFiles {
  return findSourceFiles(paths, options.protoPath ?? [], terminal.cwd);
}

async function generateOnce(
  context: CommandContext,
  paths: readonly string[],
  options: GenerateOptions,
): Promise<void> {
  const { terminal, errorStyle } = context;
  const startMs = performance.now();
  const sources = sourcesOf(context, paths, options);
  const compiled = await compileSources(sources, terminal, errorStyle.isColorSupported);
  const files = filesToGenerate(compiled, options.imports);
  const generated = generateTypeScript(files, {
    importExtension: EXTENSIONS[options.importExtension],
  });
  const folder = path.resolve(terminal.cwd, options.out);
  const changes = writeOutput(folder, generated, {
    clean: options.clean === true,
    check: options.check === true,
  });
  const where = displayPath(folder, terminal.cwd);
  if (options.check === true) {
    await reportCheck(context, changes, where, options.clean === true);
  }
  if (options.quiet === true) return;
  const ms = Math.max(1, Math.round(performance.now() - startMs));
  await terminal.stdout.write(`${summary(context, changes, files.length, where)} in ${ms} ms\n`);
}

/** The files asked for, and those that they import but for those whose code comes with the runtime. */
function filesToGenerate(
  { registry, names }: CompiledSources,
  withImports: boolean,
): FileDescriptor[] {
  const wanted = new Set(names);
  const imported = new Set<FileDescriptor>();
  const pending = registry.files.filter(({ name }) => withImports && wanted.has(name));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (imported.has(next)) continue;
    imported.add(next);
    // What is imported for options only is not among the dependencies: no code needs it.
    pending.push(...next.dependencies);
  }
  return registry.files.filter(
    (file) => wanted.has(file.name) || (imported.has(file) && !hasRuntimeModule(file.name)),
  );
}

async function reportCheck(
  { terminal, errorStyle }: CommandContext,
  { created, changed, removed }: OutputChanges,
  where: string,
  clean: boolean,
): Promise<void> {
  const removedLabel = clean ? "removed" : "stale  ";
  const lines = [
    ...created.map((name) => `  ${errorStyle.green("new")}      ${where}/${name}`),
    ...changed.map((name) => `  ${errorStyle.yellow("changed")}  ${where}/${name}`),
    ...removed.map((name) => `  ${errorStyle.red(removedLabel)}  ${where}/${name}`),
  ];
  if (lines.length === 0) return;
  await terminal.stderr.write(`${lines.join("\n")}\n`);
  throw new CommandError(
    "CLI_CHECK",
    `${plural(lines.length, "file")} in ${where} would change.`,
    removed.length > 0 && !clean
      ? "Stale files come from no contract any more: run the same command with --clean instead of --check, and commit what it changes."
      : "Run the same command without --check, and commit what it writes.",
  );
}

function summary(
  { style }: CommandContext,
  { created, changed, removed, unchanged }: OutputChanges,
  count: number,
  where: string,
): string {
  const parts = [
    created.length > 0 ? `${created.length} new` : "",
    changed.length > 0 ? `${changed.length} changed` : "",
    removed.length > 0 ? `${removed.length} removed` : "",
    unchanged > 0 ? `${unchanged} unchanged` : "",
  ].filter((part) => part !== "");
  return `${style.green("✓")} ${plural(count, "contract")} → ${style.bold(where)}: ${parts.join(", ")}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

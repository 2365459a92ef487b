import path from "node:path";
import { generateTypeScript, hasRuntimeModule } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";
import { parseDurationMs } from "../call/parse-duration.ts";
import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../commands/command-context.ts";
import { type CompiledFiles, compileFiles, displayPath } from "../contract/compile-sources.ts";
import { findSourceFiles, type SourceFiles } from "../contract/source-files.ts";
import {
  OWN_PLUGIN,
  type PluginFlags,
  type PluginTask,
  parsePluginFlags,
} from "../plugins/plugin-flags.ts";
import { printFailure } from "../print-failure.ts";
import { type ReportedOutput, reportCheck, reportOutput } from "./report-output.ts";
import { watchFolders } from "./watch-folders.ts";
import { type OutputSource, writeOutput } from "./write-output.ts";

const EXTENSIONS = { ts: ".ts", js: ".js", none: "" } as const;

/** Flags of `tram generate`, as commander gives them. */
export interface GenerateOptions extends PluginFlags {
  readonly protoPath?: readonly string[];
  readonly out: string;
  /** Undefined: yes for TypeScript, no for plugins, as each is used to. */
  readonly imports?: boolean;
  readonly importExtension: "ts" | "js" | "none";
  readonly pluginTimeout: string;
  readonly clean?: boolean;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly quiet?: boolean;
}

/** The files for one folder. */
interface Output {
  /** Absolute. */
  readonly folder: string;
  /** Names of the plugins that wrote it; none for our own TypeScript. */
  readonly plugins: readonly string[];
  readonly contractCount: number;
  readonly files: readonly OutputSource[];
}

/**
 * Runs `tram generate`.
 *
 * @throws CommandError for contracts with errors, plugins that are missing or fail, files that cannot be
 * read or written, and with --check for output that would change
 */
export async function generate(
  context: CommandContext,
  paths: readonly string[],
  options: GenerateOptions,
): Promise<void> {
  const tasks = tasksOf(options);
  if (options.watch !== true) {
    await generateOnce(context, paths, options, tasks);
    return;
  }
  const { terminal } = context;
  const once = async (): Promise<void> => {
    try {
      await generateOnce(context, paths, options, tasks);
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

/** Returns the code to generate: Tramline's TypeScript, unless plugins are named. */
function tasksOf(options: GenerateOptions): readonly PluginTask[] {
  if (options.watch === true && options.check === true) {
    throw new CommandError("CLI_USAGE", "--watch and --check do not go together.");
  }
  if (options.out === "") {
    throw new CommandError(
      "CLI_USAGE",
      "--out must name a folder.",
      "For the current folder, write --out .",
    );
  }
  const tasks = parsePluginFlags(options, options.out);
  if (tasks.length === 0) {
    for (const [flag, value] of [
      ["--plugin-opt", options.pluginOpt],
      ["--plugin-out", options.pluginOut],
    ] as const) {
      if (value !== undefined) throw new CommandError("CLI_USAGE", `${flag} goes with --plugin.`);
    }
    return [{ name: OWN_PLUGIN, program: undefined, out: options.out, options: [] }];
  }
  const own = tasks.find(({ name }) => name === OWN_PLUGIN);
  if (own === undefined && options.clean === true) {
    throw new CommandError(
      "CLI_USAGE",
      "--clean knows Tramline's own files by their first line, but not those of plugins.",
      "Remove the folder before you generate into it.",
    );
  }
  if (own !== undefined && (own.program !== undefined || own.options.length > 0)) {
    throw new CommandError(
      "CLI_USAGE",
      `--plugin ${OWN_PLUGIN} is built in: it takes no path and no --plugin-opt.`,
      "Its options are flags, as in --import-extension.",
    );
  }
  return tasks;
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
  tasks: readonly PluginTask[],
): Promise<void> {
  const { terminal, errorStyle } = context;
  const startMs = performance.now();
  const sources = sourcesOf(context, paths, options);
  const compiled = await compileFiles(sources, terminal, errorStyle.isColorSupported);
  const outputs = await outputsOf(context, compiled, options, tasks);
  refuseSharedFiles(outputs);
  const check = options.check === true;
  const clean = options.clean === true;
  const reported: ReportedOutput[] = outputs.map((output) => ({
    ...output,
    where: displayPath(output.folder, terminal.cwd),
    changes: writeOutput(output.folder, output.files, {
      check,
      clean,
      foreign: output.plugins.length > 0,
    }),
  }));
  if (check) await reportCheck(context, reported, clean);
  if (options.quiet === true) return;
  const ms = Math.max(1, Math.round(performance.now() - startMs));
  await reportOutput(context, reported, ms);
}

async function outputsOf(
  context: CommandContext,
  compiled: CompiledFiles,
  options: GenerateOptions,
  tasks: readonly PluginTask[],
): Promise<Output[]> {
  const outputs: Output[] = [];
  const own = tasks.find(({ name }) => name === OWN_PLUGIN);
  if (own !== undefined) {
    const wanted = new Set(filesToGenerate(compiled, options.imports !== false, hasRuntimeModule));
    const { files } = createFileRegistry(compiled.files);
    outputs.push({
      folder: path.resolve(context.terminal.cwd, own.out),
      plugins: [],
      contractCount: wanted.size,
      files: generateTypeScript(
        files.filter(({ name }) => wanted.has(name)),
        { importExtension: EXTENSIONS[options.importExtension] },
      ),
    });
  }
  const foreign = tasks.filter((task) => task !== own);
  if (foreign.length === 0) return outputs;
  const isWellKnown = (name: string): boolean => name.startsWith("google/protobuf/");
  const wanted = filesToGenerate(compiled, options.imports === true, isWellKnown);
  const { runPlugins } = await import("../plugins/run-plugins.ts");
  const written = await runPlugins(context, foreign, {
    compiled,
    filesToGenerate: wanted,
    timeoutMs: parseDurationMs("--plugin-timeout", options.pluginTimeout),
  });
  return [...outputs, ...written.map((one) => ({ ...one, contractCount: wanted.length }))];
}

/**
 * The files asked for, and those that they import but for those whose code is there already.
 *
 * @param isThere whether a file's code comes with what runs it
 */
function filesToGenerate(
  { files, names }: CompiledFiles,
  withImports: boolean,
  isThere: (name: string) => boolean,
): string[] {
  if (!withImports) return [...names];
  const byName = new Map(files.map((file) => [file.name ?? "", file]));
  const wanted = new Set(names);
  const imported = new Set<string>();
  const pending = [...names];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (imported.has(next)) continue;
    imported.add(next);
    // What is imported for options only is not among the dependencies: no code needs it.
    pending.push(...(byName.get(next)?.dependency ?? []));
  }
  return [...byName.keys()].filter(
    (name) => wanted.has(name) || (imported.has(name) && !isThere(name)),
  );
}

/** Throws if two outputs share a file; output folders may contain each other. */
function refuseSharedFiles(outputs: readonly Output[]): void {
  const writers = new Map<string, string>();
  for (const { folder, plugins, files } of outputs) {
    const writer = plugins.length === 0 ? OWN_PLUGIN : plugins.join(" or ");
    for (const file of files) {
      const full = path.join(folder, file.path);
      const other = writers.get(full);
      if (other !== undefined) {
        throw new CommandError(
          "CLI_PLUGIN_FAILED",
          `${other} and ${writer} both write ${full}.`,
          "Give each a folder of its own with --plugin-out.",
        );
      }
      writers.set(full, writer);
    }
  }
}

import { availableParallelism } from "node:os";
import path from "node:path";
import { OutputFiles, type ResponsePart } from "@tramline/compiler/plugin";
import type { CommandContext } from "../commands/command-context.ts";
import type { CompiledFiles } from "../contract/compile-sources.ts";
import { printFailure } from "../print-failure.ts";
import { harmless } from "../terminal/style.ts";
import { PluginFinder } from "./find-plugin.ts";
import type { PluginTask } from "./plugin-flags.ts";
import { asCommandError, runPlugin } from "./run-plugin.ts";

/** The files that plugins wrote into one folder. */
export interface PluginOutput {
  /** Absolute. */
  readonly folder: string;
  /** Names of the plugins, in the order in which they were given. */
  readonly plugins: readonly string[];
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
}

/** The input of all plugins. */
export interface PluginInput {
  readonly compiled: CompiledFiles;
  /** Names of the files to generate. */
  readonly filesToGenerate: readonly string[];
  /** Time that each plugin gets. */
  readonly timeoutMs: number;
}

/**
 * Runs plugins, several at a time, and puts together what they write: for each folder in the order in which
 * they were given, so that a later one can add to the files of an earlier one. Nothing is written to disk.
 *
 * @throws CommandError of the last plugin that failed; the failures of others are printed before
 */
export async function runPlugins(
  context: CommandContext,
  tasks: readonly PluginTask[],
  { compiled, filesToGenerate, timeoutMs }: PluginInput,
): Promise<PluginOutput[]> {
  const { terminal, errorStyle } = context;
  const finder = new PluginFinder(terminal);
  const found = await settleAll(tasks, (task) => finder.find(task));
  const plugins = await allOrFailure(found, context);
  const jobs = tasks.map((task, index) => ({ task, plugin: plugins[index] }));
  const answers = await settleAll(jobs, async ({ task, plugin }) => {
    if (plugin === undefined) return [];
    return runPlugin({
      ...{ plugin, compiled, filesToGenerate, timeoutMs, terminal },
      options: task.options,
      colored: errorStyle.isColorSupported,
    });
  });
  const parts = await allOrFailure(answers, context);
  const outputs = new Map<string, { readonly files: OutputFiles; readonly plugins: string[] }>();
  for (const [index, { name, out }] of tasks.entries()) {
    const folder = path.resolve(terminal.cwd, out);
    const output = outputs.get(folder) ?? { files: new OutputFiles(), plugins: [] };
    outputs.set(folder, output);
    output.plugins.push(name);
    for (const warning of applied(output.files, parts[index] ?? [], name)) {
      await terminal.stderr.write(`${errorStyle.yellow("warning:")} ${harmless(warning)}\n`);
    }
  }
  return [...outputs].map(([folder, output]) => ({
    folder,
    plugins: output.plugins,
    files: output.files.list(),
  }));
}

function applied(files: OutputFiles, parts: readonly ResponsePart[], plugin: string): string[] {
  try {
    return files.apply({ parts }, plugin);
  } catch (error) {
    throw asCommandError(error);
  }
}

/** Does something for each, as many at a time as there are processors. */
async function settleAll<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const [result] = await Promise.allSettled([work(items[index] as T)]);
      results[index] = result;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

async function allOrFailure<R>(
  results: readonly PromiseSettledResult<R>[],
  context: CommandContext,
): Promise<R[]> {
  const failures = results.filter((result) => result.status === "rejected");
  const last = failures.pop();
  if (last === undefined) {
    return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  }
  for (const { reason } of failures) await printFailure(asCommandError(reason), context);
  throw asCommandError(last.reason);
}

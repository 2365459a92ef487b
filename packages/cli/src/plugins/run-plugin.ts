import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CodeGeneratorRequest,
  checkPluginSupport,
  createPluginRequest,
  decodePluginResponse,
  importsFirst,
  PluginError,
  type ResponsePart,
  withExplicitJsonNames,
} from "@tramline/compiler/plugin";
import { FileDescriptorSet } from "@tramline/protobuf/wkt/descriptor";
import { CommandError } from "../command-error.ts";
import type { CompiledFiles } from "../contract/compile-sources.ts";
import { harmless } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { FoundBuiltIn, FoundPlugin, FoundProgram } from "./find-plugin.ts";
import { type ProcessResult, runProcess } from "./run-process.ts";
import { showComplaints } from "./show-complaints.ts";

/** The largest response of a plugin. protoc itself takes no more than 2 GiB. */
const MAX_RESPONSE_BYTES = 1 << 30;

/** The input of a plugin's run. */
export interface PluginRun {
  readonly plugin: FoundPlugin;
  readonly options: readonly string[];
  readonly compiled: CompiledFiles;
  /** Names of the files to generate. */
  readonly filesToGenerate: readonly string[];
  /** After this time it is ended. */
  readonly timeoutMs: number;
  readonly terminal: Terminal;
  readonly colored: boolean;
}

/**
 * Runs a plugin and returns the files to write. Its stderr goes to ours; its errors about a
 * contract are shown with their place.
 *
 * @throws CommandError CLI_PLUGIN_FAILED, CLI_PLUGIN_REFUSED
 * @throws PluginError for an invalid response
 */
export function runPlugin(run: PluginRun): Promise<readonly ResponsePart[]> {
  const { plugin } = run;
  return plugin.kind === "program" ? runProgram(run, plugin) : runBuiltIn(run, plugin);
}

async function runProgram(
  run: PluginRun,
  { label, file }: FoundProgram,
): Promise<readonly ResponsePart[]> {
  const { compiled, filesToGenerate } = run;
  const request = createPluginRequest({
    files: compiled.files,
    sourceFiles: compiled.sourceFiles,
    filesToGenerate,
    parameter: run.options.join(","),
  });
  const result = await start(run, file, [], CodeGeneratorRequest.encode(request));
  await forward(run.terminal, result.stderr);
  refuseFailure(run, result);
  const response = decodePluginResponse(result.stdout, label);
  if (response.error !== undefined) throw await refused(run, response.error);
  const wanted = new Set(filesToGenerate);
  const files = compiled.files.filter(({ name = "" }) => wanted.has(name));
  checkPluginSupport(response, files, label);
  return response.parts;
}

/**
 * Runs a protoc on our descriptors. It writes files into a folder of its own, which are then read
 * as if they were the response of a plugin.
 */
async function runBuiltIn(
  run: PluginRun,
  { command, args, language }: FoundBuiltIn,
): Promise<readonly ResponsePart[]> {
  const { compiled, filesToGenerate } = run;
  const folder = mkdtempSync(path.join(tmpdir(), "tram-protoc-"));
  try {
    const out = path.join(folder, "out");
    mkdirSync(out);
    const files = importsFirst(compiled.files, filesToGenerate)
      .map((file) => compiled.sourceFiles.get(file.name ?? "") ?? file)
      .map(withExplicitJsonNames);
    writeFileSync(path.join(folder, "set"), FileDescriptorSet.encode({ file: files }));
    const lines = [
      `--descriptor_set_in=${path.join(folder, "set")}`,
      `--${language}_out=${out}`,
      ...run.options.map((option) => `--${language}_opt=${option}`),
      ...filesToGenerate,
    ];
    // In a file: there may be more names than a command line takes.
    writeFileSync(path.join(folder, "args"), `${lines.join("\n")}\n`);
    const result = await start(run, command, [...args, `@${path.join(folder, "args")}`], undefined);
    if (result.end === "exit" && result.status === 1 && result.stderr.trim() !== "") {
      throw await refused(run, result.stderr);
    }
    await forward(run.terminal, result.stderr);
    refuseFailure(run, result);
    return readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((full) => ({
        name: path.relative(out, full).split(path.sep).join("/"),
        insertionPoint: undefined,
        annotations: [],
        content: readFileSync(full),
      }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(
  run: PluginRun,
  command: string,
  args: readonly string[],
  input: Uint8Array | undefined,
): Promise<ProcessResult> {
  const { cwd, env, signal } = run.terminal;
  try {
    return await runProcess({
      ...{ command, args, input, cwd, env, signal },
      timeoutMs: run.timeoutMs,
      maxOutputBytes: MAX_RESPONSE_BYTES,
    });
  } catch (error) {
    throw new CommandError(
      "CLI_PLUGIN_FAILED",
      `${run.plugin.label} cannot be started: ${String((error as Error).message)}`,
      "Is it built for this machine? A script begins with #! and the path of what runs it.",
      { cause: error },
    );
  }
}

async function forward({ stderr }: Terminal, text: string): Promise<void> {
  if (text.trim() !== "") await stderr.write(`${harmless(text.trimEnd())}\n`);
}

function refuseFailure(run: PluginRun, result: ProcessResult): void {
  const { label } = run.plugin;
  const failed = (message: string, hint?: string): CommandError =>
    new CommandError("CLI_PLUGIN_FAILED", message, hint);
  switch (result.end) {
    case "timeout":
      throw failed(
        `${label} did not end within ${run.timeoutMs / 1000} s.`,
        "Give it more time with --plugin-timeout, or run it on fewer files.",
      );
    case "output":
      throw failed(`${label} wrote more than ${MAX_RESPONSE_BYTES / 2 ** 30} GiB.`);
    case "stopped":
      throw failed(`${label} was stopped.`);
    default:
      if (result.status === 0) return;
      throw failed(
        result.status === undefined
          ? `${label} was ended by ${result.signal}.`
          : `${label} ended with status ${result.status}.`,
        result.stderr.trim() === "" ? "It printed no reason." : undefined,
      );
  }
}

/** Shows what a plugin has against the contracts; returns the failure that ends the command. */
async function refused(run: PluginRun, text: string): Promise<CommandError> {
  const { plugin, compiled, terminal, colored } = run;
  const rest = await showComplaints(text, compiled, terminal, colored);
  return new CommandError(
    "CLI_PLUGIN_REFUSED",
    rest === "" ? `${plugin.label} rejects the contract.` : `${plugin.label}: ${rest}`,
  );
}

/** Converts an error about a plugin's response to the error of a command. */
export function asCommandError(error: unknown): unknown {
  if (!(error instanceof PluginError)) return error;
  return new CommandError("CLI_PLUGIN_FAILED", error.message, error.hint, { cause: error });
}

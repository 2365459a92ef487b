import { existsSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../command-error.ts";
import { displayPath } from "../contract/compile-sources.ts";
import { didYouMean, suggest } from "../suggest.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { findOffPath, findProgram, findPythons, isExecutable } from "./find-program.ts";
import { findKnownPlugin, type KnownPlugin, knownPlugins } from "./known-plugins.ts";
import type { PluginTask } from "./plugin-flags.ts";
import { runProcess } from "./run-process.ts";

/** A plugin, and how it is run. */
export type FoundPlugin = FoundProgram | FoundBuiltIn;

/** A program that speaks plugin.proto. */
export interface FoundProgram {
  readonly kind: "program";
  /** As messages call it: "protoc-gen-go". */
  readonly label: string;
  readonly file: string;
}

/** A generator that is built into a protoc, which is given our descriptors. */
export interface FoundBuiltIn {
  readonly kind: "built-in";
  /** As messages call it: "python of grpcio-tools". */
  readonly label: string;
  /** As in `--NAME_out`. */
  readonly language: string;
  readonly command: string;
  /** The arguments before those of protoc. */
  readonly args: readonly string[];
}

/** Longest time for a Python to say whether it has grpcio-tools. */
const PROBE_TIMEOUT_MS = 60_000;

/** Looks, but does not load: that takes a second. */
const HAS_GRPC_TOOLS =
  "import importlib.util, sys; sys.exit(importlib.util.find_spec('grpc_tools') is None)";

/** `python -m grpc_tools.protoc` adds an import folder, which does not go with descriptors. */
const GRPC_TOOLS =
  "import sys; from grpc_tools import protoc; sys.exit(protoc.main(['protoc'] + sys.argv[1:]))";

/** Finds plugins for one run, asking no Python twice. */
export class PluginFinder {
  private readonly terminal: Terminal;
  private python: Promise<string | undefined> | undefined;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
    this.python = undefined;
  }

  /**
   * Finds a plugin: the program named by `=PATH`; else `protoc-gen-NAME` in node_modules/.bin and on the
   * PATH; else, for a generator that is built into protoc, an installed protoc; else a program of another
   * name that is known to be the plugin.
   *
   * @throws CommandError CLI_PLUGIN_MISSING, with the command that installs it
   */
  async find({ name, program }: PluginTask): Promise<FoundPlugin> {
    const { terminal } = this;
    const known = findKnownPlugin(name);
    if (program !== undefined) return givenProgram(name, program, known, terminal);
    const names = programsOf(name, known);
    const others = known?.programs ?? [];
    const found =
      firstProgram(names, terminal) ??
      (known?.host === undefined ? undefined : await this.findHost(name, known)) ??
      firstProgram(others, terminal);
    if (found !== undefined) return found;
    throw missing(name, known, [...names, ...others], terminal);
  }

  /** The protoc that has a generator built in. For Python that of the packages which will run the code. */
  private async findHost(name: string, known: KnownPlugin): Promise<FoundBuiltIn | undefined> {
    const language = name.replaceAll("-", "_");
    const isPython = known.host === "grpcio-tools" || language === "python" || language === "pyi";
    return isPython
      ? ((await this.grpcTools(language)) ?? this.protoc(language, known))
      : (this.protoc(language, known) ?? (await this.grpcTools(language)));
  }

  private protoc(language: string, known: KnownPlugin): FoundBuiltIn | undefined {
    const protoc = known.host === "protoc" ? findProgram("protoc", this.terminal) : undefined;
    if (protoc === undefined) return undefined;
    const label = `${language} of ${displayPath(protoc, this.terminal.cwd)}`;
    return { kind: "built-in", label, language, command: protoc, args: [] };
  }

  private async grpcTools(language: string): Promise<FoundBuiltIn | undefined> {
    this.python ??= pythonWithGrpcTools(this.terminal);
    const python = await this.python;
    if (python === undefined) return undefined;
    const label = `${language} of Python's grpcio-tools`;
    return { kind: "built-in", label, language, command: python, args: ["-c", GRPC_TOOLS] };
  }
}

function firstProgram(names: readonly string[], terminal: Terminal): FoundProgram | undefined {
  for (const label of names) {
    const file = findProgram(label, terminal);
    if (file !== undefined) return { kind: "program", label, file };
  }
  return undefined;
}

function programsOf(name: string, known: KnownPlugin | undefined): string[] {
  const spellings = new Set([name, name.replaceAll("_", "-"), name.replaceAll("-", "_")]);
  const own = known === undefined ? [name] : [...spellings];
  return own.map((spelling) => `protoc-gen-${spelling}`);
}

function givenProgram(
  name: string,
  program: string,
  known: KnownPlugin | undefined,
  terminal: Terminal,
): FoundPlugin {
  const full = path.resolve(terminal.cwd, program);
  const hasFolder = /[\\/]/.test(program);
  const file = hasFolder || isExecutable(full) ? full : findProgram(program, terminal);
  const shown = displayPath(full, terminal.cwd);
  if (file === undefined || !existsSync(file)) {
    throw new CommandError(
      "CLI_PLUGIN_MISSING",
      hasFolder
        ? `There is no file ${shown} for --plugin ${name}.`
        : `There is no ${program} for --plugin ${name}: not here, not in node_modules/.bin, not on the PATH.`,
      known === undefined ? undefined : installText(known),
    );
  }
  if (!isExecutable(file)) {
    throw new CommandError(
      "CLI_PLUGIN_MISSING",
      `${shown} for --plugin ${name} is not an executable program.`,
      `If it is the plugin, make it executable: chmod +x ${shown}`,
    );
  }
  const base = path.basename(file).replace(/\.\w+$/, "");
  if (known?.host === "protoc" && /^protoc(-\d.*)?$/.test(base)) {
    return {
      kind: "built-in",
      label: `${name} of ${shown}`,
      language: name,
      command: file,
      args: [],
    };
  }
  return { kind: "program", label: path.basename(file), file };
}

async function pythonWithGrpcTools(terminal: Terminal): Promise<string | undefined> {
  const { cwd, env, signal } = terminal;
  for (const command of findPythons(terminal)) {
    const args = ["-c", HAS_GRPC_TOOLS];
    const limits = { timeoutMs: PROBE_TIMEOUT_MS, maxOutputBytes: 1 << 20 };
    const probe = await runProcess({ command, args, cwd, env, signal, ...limits }).catch(
      () => undefined,
    );
    if (probe?.status === 0) return command;
  }
  return undefined;
}

function missing(
  name: string,
  known: KnownPlugin | undefined,
  names: readonly string[],
  terminal: Terminal,
): CommandError {
  const what =
    known?.host === undefined
      ? `There is no ${names[0]}: not in node_modules/.bin, and not on the PATH.`
      : known.host === "protoc"
        ? `There is no protoc to generate ${name} with: not in node_modules/.bin, not on the PATH, and no grpcio-tools in Python.`
        : `There is no ${names[0]} or ${known.programs?.[0]}, and no grpcio-tools in Python.`;
  for (const candidate of names) {
    const elsewhere = findOffPath(candidate, terminal);
    if (elsewhere === undefined) continue;
    return new CommandError(
      "CLI_PLUGIN_MISSING",
      what,
      `It is in ${path.dirname(elsewhere)}: put that on the PATH, or use --plugin ${name}=${elsewhere}`,
    );
  }
  const guess = didYouMean(suggest(name, Object.keys(knownPlugins)));
  const hint =
    known !== undefined
      ? installText(known)
      : `${guess === undefined ? "" : `${guess}\n`}Install it so that it is on the PATH or in node_modules, or say where it is: --plugin ${name}=PATH`;
  return new CommandError("CLI_PLUGIN_MISSING", what, hint);
}

function installText({ install, then }: KnownPlugin): string {
  const command = typeof install === "string" ? install : install(process.platform, process.arch);
  return `Install it: ${command}${then === undefined ? "" : `\n${then}`}`;
}

import { CommandError } from "../command-error.ts";
import { didYouMean, suggest } from "../suggest.ts";

/** Flags of `tram generate` that are about plugins, as commander gives them. */
export interface PluginFlags {
  readonly plugin?: readonly string[];
  readonly pluginOut?: readonly string[];
  readonly pluginOpt?: readonly string[];
}

/** One plugin that is to be run. */
export interface PluginTask {
  /** As protoc knows it, "go" for protoc-gen-go. */
  readonly name: string;
  /** The program as given by `=PATH`; undefined to look for it. */
  readonly program: string | undefined;
  /** Folder to write to, as given. */
  readonly out: string;
  /** The plugin's own options, in the order in which they were given. */
  readonly options: readonly string[];
}

/** A value, and the plugin that it is for; undefined for all of them. */
interface Setting {
  readonly key: string | undefined;
  readonly value: string;
}

/** The built-in plugin: the TypeScript of Tramline. */
export const OWN_PLUGIN = "tramline";

/**
 * Reads `--plugin NAME[=PATH]`, `--plugin-out [NAME:]DIR` and `--plugin-opt [NAME:]OPTION`.
 *
 * @param out the folder for those without one of their own
 * @throws CommandError CLI_USAGE
 */
export function parsePluginFlags(flags: PluginFlags, out: string): PluginTask[] {
  const tasks: { -readonly [K in keyof PluginTask]: PluginTask[K] }[] = [];
  for (const given of flags.plugin ?? []) {
    const equals = given.indexOf("=");
    const name = pluginName(equals === -1 ? given : given.slice(0, equals));
    const program = equals === -1 ? undefined : given.slice(equals + 1);
    if (!/^[A-Za-z0-9][\w.-]*$/.test(name) || program === "") {
      throw new CommandError(
        "CLI_USAGE",
        `invalid --plugin: expected a name or NAME=PATH, got ${given}.`,
        "Write the plugin's name, as in --plugin go for protoc-gen-go, or --plugin NAME=PATH.",
      );
    }
    if (tasks.some((task) => task.name === name)) {
      throw new CommandError("CLI_USAGE", `--plugin ${name} is given twice.`);
    }
    tasks.push({ name, program, out, options: [] });
  }
  const chosen = (flag: string, given: string, key: string | undefined): typeof tasks => {
    if (key === undefined) return tasks;
    const name = pluginName(key);
    const named = tasks.filter((task) => task.name === name);
    if (named.length > 0) return named;
    const names = tasks.map((task) => task.name);
    throw new CommandError(
      "CLI_USAGE",
      `${flag} ${given}: there is no --plugin ${name}.`,
      didYouMean(suggest(name, names)) ??
        `There ${names.length === 1 ? "is" : "are"} ${names.join(", ")}.`,
    );
  };
  for (const given of flags.pluginOut ?? []) {
    const { key, value } = split(given, tasks);
    for (const task of chosen("--plugin-out", given, key)) task.out = value;
  }
  for (const given of flags.pluginOpt ?? []) {
    const { key, value } = split(given, tasks);
    for (const task of chosen("--plugin-opt", given, key)) task.options = [...task.options, value];
  }
  return tasks;
}

/** `go` of `go`, and of `protoc-gen-go`, as other tools have it. */
function pluginName(given: string): string {
  return given.replace(/^protoc-gen-/, "");
}

/** Splits at the first colon if a plugin's name is before it: "paths=a:b" has none. */
function split(given: string, tasks: readonly PluginTask[]): Setting {
  const [, key = "", value = ""] = /^([A-Za-z0-9][\w.-]*):(.*)$/s.exec(given) ?? [];
  // One letter may as well be a drive of Windows.
  const isName = key.length > 1 || tasks.some(({ name }) => name === key);
  return isName ? { key, value } : { key: undefined, value: given };
}

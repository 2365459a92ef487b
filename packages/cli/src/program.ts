import { Command, Option } from "commander";
import { buildCommand } from "./commands/build.ts";
import { callCommand } from "./commands/call.ts";
import { type CommandContext, createContext } from "./commands/command-context.ts";
import { describeCommand } from "./commands/describe.ts";
import { exploreCommand } from "./commands/explore.ts";
import { generateCommand } from "./commands/generate.ts";
import { listCommand } from "./commands/list.ts";
import { proxyCommand } from "./commands/proxy.ts";
import { type ColorChoice, createStyle, wantsColor } from "./terminal/style.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { VERSION } from "./version.ts";

/**
 * The command line of `tram`: what there is, and its help. Commands load what they need when they are run.
 *
 * @param writeOut takes help and version
 * @param writeErr takes errors
 */
export function createProgram(
  terminal: Terminal,
  writeOut: (text: string) => void,
  writeErr: (text: string) => void,
): Command {
  const program = new Command("tram");
  const context = (): CommandContext => contextOf(program, terminal);
  program
    .description(
      "gRPC for TypeScript: generate code, call servers, describe and explore what they offer.",
    )
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help on a command")
    .addOption(
      new Option("--color <when>", "color the output")
        .choices(["auto", "always", "never"])
        .default("auto"),
    )
    .option("--no-color", "the same as --color never; NO_COLOR in the environment does it too")
    .addHelpText(
      "after",
      `
Exit status: 0 for success; 1 for failure; 2 when the command line is wrong;
64 + code when a call ended with a status other than OK (69 for NOT_FOUND)

Examples:
  tram generate
  tram list localhost:50051
  tram describe localhost:50051 shop.v1.Order
  tram call localhost:50051 shop.v1.OrderService/GetOrder -d '{"id": "7"}'
  tram proxy localhost:50051 --cors '*'
  tram explore localhost:50051`,
    );
  for (const command of [
    generateCommand(context),
    buildCommand(context),
    callCommand(context),
    listCommand(context),
    describeCommand(context),
    proxyCommand(context),
    exploreCommand(context),
  ])
    program.addCommand(command);
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError(
        `${["tram", command === program ? "" : command.name(), "--help"].filter((word) => word !== "").join(" ")} shows how.`,
      )
      .configureHelp({
        showGlobalOptions: true,
        styleTitle: (text) => helpStyle(program, terminal).bold(text),
        styleCommandText: (text) => helpStyle(program, terminal).cyan(text),
        styleSubcommandText: (text) => helpStyle(program, terminal).cyan(text),
        styleOptionText: (text) => helpStyle(program, terminal).cyan(text),
        styleArgumentText: (text) => helpStyle(program, terminal).cyan(text),
      })
      .configureOutput({
        writeOut,
        writeErr,
        getOutHelpWidth: () => terminal.stdout.columns ?? 100,
        getErrHelpWidth: () => terminal.stderr.columns ?? 100,
        getOutHasColors: () => true,
        getErrHasColors: () => true,
        outputError: (text, write) =>
          write(
            text.replace(/^error:/, () => contextOf(program, terminal).errorStyle.red("error:")),
          ),
      });
    if (command !== program) command.helpOption("-h, --help", "print help");
  }
  return program;
}

function helpStyle(program: Command, terminal: Terminal): CommandContext["style"] {
  return createStyle(wantsColor(colorChoice(program), terminal.stdout, terminal.env));
}

/** Creates the context of a program's commands. */
export function contextOf(program: Command, terminal: Terminal): CommandContext {
  return createContext(terminal, colorChoice(program));
}

function colorChoice(program: Command): ColorChoice {
  const { color } = program.opts<{ color: ColorChoice | boolean }>();
  if (typeof color === "string") return color;
  return color ? "auto" : "never";
}

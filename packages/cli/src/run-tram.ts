import { Command, CommanderError, Option } from "commander";
import { type CommandContext, createContext } from "./commands/command-context.ts";
import { generateCommand } from "./commands/generate.ts";
import { ExitStatus } from "./exit-status.ts";
import { printFailure } from "./print-failure.ts";
import { type ColorChoice, createStyle, wantsColor } from "./terminal/style.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { VERSION } from "./version.ts";

/** Ends a command with an exit status when all has been said. */
export class Exit extends Error {
  override readonly name = "Exit";
  readonly status: number;

  constructor(status: number) {
    super(`exit status ${status}`);
    this.status = status;
  }
}

/**
 * Runs the command `tram`.
 *
 * @param args what follows the program's name
 * @returns the exit status (see ExitStatus, exitStatusOfCode). Never rejects because of what the user
 * or a server does
 */
export async function runTram(args: readonly string[], terminal: Terminal): Promise<number> {
  // Commander writes at once; its text is kept in order and awaited at the end.
  let writing = Promise.resolve();
  const program = createProgram(
    terminal,
    (text) => (writing = writing.then(() => terminal.stdout.write(text))),
    (text) => (writing = writing.then(() => terminal.stderr.write(text))),
  );
  let status: number = ExitStatus.OK;
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof Exit) status = error.status;
    else if (error instanceof CommanderError)
      status = error.exitCode === 0 ? ExitStatus.OK : ExitStatus.USAGE;
    else status = await printFailure(error, contextOf(program, terminal));
  }
  await writing;
  return status;
}

function createProgram(
  terminal: Terminal,
  writeOut: (text: string) => void,
  writeErr: (text: string) => void,
): Command {
  const program = new Command("tram");
  const context = (): CommandContext => contextOf(program, terminal);
  program
    .description("gRPC for TypeScript: generate code, call servers, look at what they offer.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help on a command")
    .addOption(
      new Option("--color <when>", "colour what is printed")
        .choices(["auto", "always", "never"])
        .default("auto"),
    )
    .option("--no-color", "the same as --color never; NO_COLOR in the environment does it too")
    .addHelpText(
      "after",
      `
Exit status: 0 it worked · 1 it did not · 2 the command line is wrong ·
64 + code when a call ended with another status than OK (NOT_FOUND is 69)

Examples:
  tram generate
  tram list localhost:50051
  tram describe localhost:50051 shop.v1.Order
  tram call localhost:50051 shop.v1.OrderService/GetOrder -d '{"id": "7"}'`,
    );
  for (const command of [generateCommand(context)]) program.addCommand(command);
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
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

function contextOf(program: Command, terminal: Terminal): CommandContext {
  return createContext(terminal, colorChoice(program));
}

function colorChoice(program: Command): ColorChoice {
  const { color } = program.opts<{ color: ColorChoice | boolean }>();
  if (typeof color === "string") return color;
  return color ? "auto" : "never";
}

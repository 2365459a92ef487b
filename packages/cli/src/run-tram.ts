import { CommanderError } from "commander";
import { Exit } from "./exit.ts";
import { ExitStatus } from "./exit-status.ts";
import { printFailure } from "./print-failure.ts";
import { contextOf, createProgram } from "./program.ts";
import type { Terminal } from "./terminal/terminal.ts";

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
    (text) => {
      writing = writing.then(() => terminal.stdout.write(text));
    },
    (text) => {
      writing = writing.then(() => terminal.stderr.write(text));
    },
  );
  let status: number = ExitStatus.OK;
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof Exit) status = error.status;
    else if (error instanceof CommanderError) status = statusOf(error, args);
    else status = await printFailure(error, contextOf(program, terminal));
  }
  await writing;
  return status;
}

function statusOf(error: CommanderError, args: readonly string[]): number {
  switch (error.code) {
    case "commander.helpDisplayed":
    case "commander.version":
      return ExitStatus.OK;
    case "commander.help":
      // The command `help`, or no command at all. (The error's own exit code is mixed with the process's.)
      return args.includes("help") ? ExitStatus.OK : ExitStatus.USAGE;
    default:
      return ExitStatus.USAGE;
  }
}

import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./commands/command-context.ts";
import { ExitStatus } from "./exit-status.ts";
import { harmless } from "./terminal/style.ts";

/**
 * Prints what ended a command to stderr: what went wrong, and below it what to do.
 *
 * @returns the exit status that tells scripts the same
 */
export async function printFailure(error: unknown, context: CommandContext): Promise<number> {
  const { terminal, errorStyle } = context;
  const lines: string[] = [];
  const head = `${errorStyle.bold(errorStyle.red("error:"))} `;
  let status: number = ExitStatus.FAILURE;
  if (error instanceof CommandError) {
    lines.push(head + harmless(error.message));
    for (const hint of error.hint?.split("\n") ?? [])
      lines.push(`  ${errorStyle.cyan(harmless(hint))}`);
    status = error.exitStatus;
  } else if (error instanceof Error && error.name === "ConfigurationError") {
    // Known by its name: commands that make no channel need not load what does.
    lines.push(head + harmless(error.message));
    status = ExitStatus.USAGE;
  } else {
    lines.push(head + harmless(error instanceof Error ? error.message : String(error)));
    if (error instanceof Error && terminal.env["DEBUG"] !== undefined) {
      lines.push(errorStyle.dim(harmless(error.stack ?? "")));
    }
  }
  await terminal.stderr.write(`${lines.join("\n")}\n`);
  return status;
}

import type { ColorChoice, Style } from "../terminal/style.ts";
import { createStyle, wantsColor } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What every command is run with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** For what goes to stdout. */
  readonly style: Style;
  /** For what goes to stderr. */
  readonly errorStyle: Style;
}

/** The context of a command on a terminal, coloured as `--color` says. */
export function createContext(terminal: Terminal, choice: ColorChoice): CommandContext {
  const { stdout, stderr, env } = terminal;
  return {
    terminal,
    style: createStyle(wantsColor(choice, stdout, env)),
    errorStyle: createStyle(wantsColor(choice, stderr, env)),
  };
}

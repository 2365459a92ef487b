import type { ColorChoice, Style } from "../terminal/style.ts";
import { createStyle, wantsColor } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The input that every command has. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** For what goes to stdout. */
  readonly style: Style;
  /** For what goes to stderr. */
  readonly errorStyle: Style;
}

/** Creates the context of a command on a terminal, colored as `--color` says. */
export function createContext(terminal: Terminal, choice: ColorChoice): CommandContext {
  const { stdout, stderr, env } = terminal;
  return {
    terminal,
    style: createStyle(wantsColor(choice, stdout, env)),
    errorStyle: createStyle(wantsColor(choice, stderr, env)),
  };
}

import picocolors from "picocolors";
import type { TextOutput } from "./terminal.ts";

/** Functions that color text, or leave it as it is. */
export type Style = ReturnType<typeof picocolors.createColors>;

/** The values of `--color`. */
export type ColorChoice = "auto" | "always" | "never";

/**
 * Whether to color an output: as `--color` says; else not with NO_COLOR
 * (https://no-color.org), always with FORCE_COLOR, and otherwise on a terminal.
 */
export function wantsColor(
  choice: ColorChoice,
  output: TextOutput,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (choice !== "auto") return choice === "always";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"] ?? "";
  if (forced !== "") return forced !== "0" && forced !== "false";
  return output.isTerminal && env["TERM"] !== "dumb";
}

/** Creates the functions that color text. */
export function createStyle(colored: boolean): Style {
  return picocolors.createColors(colored);
}

/**
 * Text of a server that cannot steer the terminal: control characters other than line breaks and tabs
 * are shown as `\u001b`. C1 controls and marks that turn the direction of writing count too.
 */
export function harmless(text: string): string {
  return text.replace(
    // Listed by number: they are what must not be written.
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

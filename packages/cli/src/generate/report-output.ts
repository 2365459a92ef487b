import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { OutputChanges } from "./write-output.ts";

/** The files that were written, or with --check would be, to one folder. */
export interface ReportedOutput {
  /** The folder as a person names it. */
  readonly where: string;
  /** Names of the plugins that wrote it; none for our own TypeScript. */
  readonly plugins: readonly string[];
  readonly contractCount: number;
  readonly changes: OutputChanges;
}

/**
 * Tells what would change.
 *
 * @param clean whether stale files would be removed
 * @throws CommandError CLI_CHECK when something would
 */
export async function reportCheck(
  { terminal, errorStyle }: CommandContext,
  outputs: readonly ReportedOutput[],
  clean: boolean,
): Promise<void> {
  const removedLabel = clean ? "removed" : "stale  ";
  const changing = outputs.filter(
    ({ changes }) => changes.created.length + changes.changed.length + changes.removed.length > 0,
  );
  const lines = changing.flatMap(({ where, changes: { created, changed, removed } }) => [
    ...created.map((name) => `  ${errorStyle.green("new")}      ${where}/${name}`),
    ...changed.map((name) => `  ${errorStyle.yellow("changed")}  ${where}/${name}`),
    ...removed.map((name) => `  ${errorStyle.red(removedLabel)}  ${where}/${name}`),
  ]);
  if (lines.length === 0) return;
  await terminal.stderr.write(`${lines.join("\n")}\n`);
  const hasStale = !clean && changing.some(({ changes }) => changes.removed.length > 0);
  throw new CommandError(
    "CLI_CHECK",
    `${plural(lines.length, "file")} in ${changing.map(({ where }) => where).join(", ")} would change.`,
    hasStale
      ? "Stale files come from no contract any more: run the same command with --clean instead of --check, and commit what it changes."
      : "Run the same command without --check, and commit what it writes.",
  );
}

/** Tells what was done, in a line for each folder. */
export async function reportOutput(
  { terminal, style }: CommandContext,
  outputs: readonly ReportedOutput[],
  ms: number,
): Promise<void> {
  const lines = outputs.map(({ where, plugins, contractCount, changes }) => {
    const { created, changed, removed, unchanged } = changes;
    const parts = [
      created.length > 0 ? `${created.length} new` : "",
      changed.length > 0 ? `${changed.length} changed` : "",
      removed.length > 0 ? `${removed.length} removed` : "",
      unchanged > 0 ? `${unchanged} unchanged` : "",
    ].filter((part) => part !== "");
    const by = plugins.length === 0 ? "" : ` (${plugins.join(", ")})`;
    const what = parts.length === 0 ? "nothing" : parts.join(", ");
    return `${style.green("✓")} ${plural(contractCount, "contract")} → ${style.bold(where)}${by}: ${what}`;
  });
  await terminal.stdout.write(`${lines.join("\n")} in ${ms} ms\n`);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

import { CommandError } from "../command-error.ts";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The most that a timer waits: a longer one goes off at once. */
const MOST_MS = 2 ** 31 - 1;

/**
 * "500ms", "1.5s", "2m", "1h" in milliseconds; at most 596 hours.
 * @throws CommandError CLI_USAGE
 */
export function parseDurationMs(flag: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * (UNIT_MS[unit ?? ""] ?? Number.NaN);
  if (ms > 0 && ms <= MOST_MS) return ms;
  if (ms > MOST_MS) {
    throw new CommandError(
      "CLI_USAGE",
      `invalid ${flag}: expected at most ${Math.floor(MOST_MS / 3_600_000)}h, got ${text}.`,
    );
  }
  throw new CommandError(
    "CLI_USAGE",
    `invalid ${flag}: expected a duration, got ${text}.`,
    "Write a number with a unit: 500ms, 5s, 2m, or 1h.",
  );
}

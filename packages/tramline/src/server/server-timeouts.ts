import { defaultTimeouts, type TimeoutSettings } from "@tramline/http2";
import { checkOptions, given } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";

const TIMEOUTS: Record<keyof TimeoutSettings, true> = {
  prefaceTimeoutMs: true,
  headerTimeoutMs: true,
  bodyTimeoutMs: true,
  maxConnectionIdleMs: true,
  maxConnectionAgeMs: true,
  maxConnectionAgeGraceMs: true,
};

/**
 * Checks a server's option `timeouts` and fills in the defaults.
 *
 * @throws ConfigurationError SERVER_OPTION_INVALID
 */
export function serverTimeouts(timeouts: Partial<TimeoutSettings> | undefined): TimeoutSettings {
  if (timeouts === undefined) return defaultTimeouts;
  checkOptions("SERVER_OPTION_INVALID", "timeouts.", timeouts, TIMEOUTS);
  const entries = Object.entries(timeouts).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) {
    if (typeof value === "number" && value > 0) continue;
    throw new ConfigurationError(
      "SERVER_OPTION_INVALID",
      `invalid timeouts.${name}: expected milliseconds above 0, got ${given(value)}; Infinity turns it off`,
    );
  }
  return { ...defaultTimeouts, ...Object.fromEntries(entries) };
}

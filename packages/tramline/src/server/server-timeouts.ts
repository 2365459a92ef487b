import { defaultTimeouts, type TimeoutSettings } from "@tramline/http2";
import { given } from "@tramline/protobuf/internal";
import { checkOptions } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";

/** How long clients of a server may take. All in milliseconds. */
export interface ServerTimeouts extends TimeoutSettings {
  /** For the TLS handshake, from the first moment of the connection. Stops slow handshakes. Default 10,000. */
  readonly tlsHandshakeTimeoutMs: number;
}

const DEFAULTS: ServerTimeouts = { ...defaultTimeouts, tlsHandshakeTimeoutMs: 10_000 };

const TIMEOUTS: Record<keyof ServerTimeouts, true> = {
  tlsHandshakeTimeoutMs: true,
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
export function serverTimeouts(timeouts: Partial<ServerTimeouts> | undefined): ServerTimeouts {
  if (timeouts === undefined) return DEFAULTS;
  checkOptions("SERVER_OPTION_INVALID", "timeouts.", timeouts, TIMEOUTS);
  const entries = Object.entries(timeouts).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) {
    if (typeof value === "number" && value > 0) continue;
    throw new ConfigurationError(
      "SERVER_OPTION_INVALID",
      `invalid timeouts.${name}: expected milliseconds above 0, got ${given(value)}; Infinity turns it off`,
    );
  }
  return { ...DEFAULTS, ...Object.fromEntries(entries) };
}

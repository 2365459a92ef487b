import type { KeepaliveSettings, PingPolicySettings } from "@tramline/http2";
import { given } from "@tramline/protobuf/internal";
import { checkOptions } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { channelKeepalive } from "./channel-keepalive.ts";
import { checkFlag, checkTimes, keepaliveValues, withDefaults } from "./keepalive-checks.ts";
import type { ChannelKeepaliveOptions, ServerKeepaliveOptions } from "./keepalive-options.ts";
import type { KeepalivePreset } from "./presets.ts";

/** The keepalive settings that all connections of a server share. */
export interface ServerKeepaliveSettings {
  readonly keepalive: KeepaliveSettings;
  readonly pings: PingPolicySettings;
}

const OPTIONS = {
  timeMs: true,
  timeoutMs: true,
  minTimeMs: true,
  permitWithoutCalls: true,
} as const;
const DEFAULTS = {
  timeMs: 200_000,
  timeoutMs: 20_000,
  minTimeMs: 300_000,
  permitWithoutCalls: false,
};
const CODE = "SERVER_OPTION_INVALID";

/**
 * Checks a server's option `keepalive` and fills in its defaults.
 *
 * @param option values, a preset's name, or false: no PINGs of its own, and all PINGs are permitted
 * @throws ConfigurationError SERVER_OPTION_INVALID
 */
export function serverKeepalive(
  option: ServerKeepaliveOptions | KeepalivePreset | false | undefined,
): ServerKeepaliveSettings {
  const options = keepaliveValues(CODE, option, "server");
  if (options === false) {
    return {
      keepalive: { timeMs: Infinity, timeoutMs: DEFAULTS.timeoutMs, withoutStreams: true },
      pings: { minTimeMs: 0, withoutStreams: true },
    };
  }
  checkOptions(CODE, "keepalive.", options, OPTIONS);
  const { timeMs, timeoutMs, minTimeMs, permitWithoutCalls } = withDefaults(DEFAULTS, options);
  checkTimes(CODE, timeMs, timeoutMs);
  if (typeof minTimeMs !== "number" || !(minTimeMs >= 0) || minTimeMs === Infinity) {
    throw new ConfigurationError(
      CODE,
      `invalid keepalive.minTimeMs: expected a finite number of milliseconds from 0, got ${given(minTimeMs)}`,
    );
  }
  checkFlag(CODE, "keepalive.permitWithoutCalls", permitWithoutCalls);
  return {
    keepalive: { timeMs, timeoutMs, withoutStreams: true },
    pings: { minTimeMs, withoutStreams: permitWithoutCalls },
  };
}

/**
 * Checks that a channel and a server with these options can work together: a server closes the
 * connections of clients that send PINGs more often than it permits. For a test of one's own
 * configuration, because neither side sees the other's options at run time.
 *
 * @throws ConfigurationError CHANNEL_OPTION_INVALID that names both values
 */
export function checkKeepalivePair(
  channel: ChannelKeepaliveOptions | KeepalivePreset | false | undefined,
  server: ServerKeepaliveOptions | KeepalivePreset | false | undefined,
): void {
  const { timeMs, withoutStreams } = channelKeepalive(channel, Infinity);
  const { pings } = serverKeepalive(server);
  if (timeMs === Infinity || pings.minTimeMs === 0) return;
  if (timeMs < pings.minTimeMs) {
    throw new ConfigurationError(
      "CHANNEL_OPTION_INVALID",
      `invalid keepalive.timeMs ${timeMs}: the server permits one PING in ${pings.minTimeMs} ms (keepalive.minTimeMs); raise timeMs, or lower minTimeMs on the server`,
    );
  }
  if (withoutStreams && !pings.withoutStreams) {
    throw new ConfigurationError(
      "CHANNEL_OPTION_INVALID",
      "invalid keepalive.withoutCalls true: the server does not permit PINGs without calls (keepalive.permitWithoutCalls); set it there, or leave withoutCalls out here",
    );
  }
}

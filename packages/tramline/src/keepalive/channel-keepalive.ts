import type { KeepaliveSettings } from "@tramline/http2";
import { checkOptions } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { checkFlag, checkTimes, keepaliveValues, withDefaults } from "./keepalive-checks.ts";
import type { ChannelKeepaliveOptions } from "./keepalive-options.ts";
import type { KeepalivePreset } from "./presets.ts";

const OPTIONS = { timeMs: true, timeoutMs: true, withoutCalls: true } as const;
const DEFAULTS = {
  timeMs: 330_000,
  timeoutMs: 20_000,
  withoutCalls: false,
};
const CODE = "CHANNEL_OPTION_INVALID";

/**
 * Checks a channel's option `keepalive` and fills in its defaults.
 *
 * @param option values, a preset's name, or false for no checks
 * @param idleTimeoutMs the channel's: connections without calls do not live longer
 * @throws ConfigurationError CHANNEL_OPTION_INVALID
 */
export function channelKeepalive(
  option: ChannelKeepaliveOptions | KeepalivePreset | false | undefined,
  idleTimeoutMs: number,
): KeepaliveSettings {
  const options = keepaliveValues(CODE, option, "channel");
  if (options === false) {
    return { timeMs: Infinity, timeoutMs: DEFAULTS.timeoutMs, withoutStreams: false };
  }
  checkOptions(CODE, "keepalive.", options, OPTIONS);
  const { timeMs, timeoutMs, withoutCalls } = withDefaults(DEFAULTS, options);
  checkTimes(CODE, timeMs, timeoutMs);
  checkFlag(CODE, "keepalive.withoutCalls", withoutCalls);
  if (withoutCalls && timeMs !== Infinity && timeMs >= idleTimeoutMs) {
    throw new ConfigurationError(
      CODE,
      `invalid keepalive.timeMs ${timeMs}: with keepalive.withoutCalls, expected less than idleTimeoutMs (${idleTimeoutMs}), after which the connections are closed; lower timeMs or raise idleTimeoutMs`,
    );
  }
  return { timeMs, timeoutMs, withoutStreams: withoutCalls };
}

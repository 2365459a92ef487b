import { given } from "@tramline/protobuf/internal";
import { isRecord } from "../argument-check.ts";
import { ConfigurationError, type ConfigurationErrorCode } from "../configuration-error.ts";
import type { ChannelKeepaliveOptions, ServerKeepaliveOptions } from "./keepalive-options.ts";
import { KEEPALIVE_PRESETS, type KeepalivePreset } from "./presets.ts";

/** The least `timeMs`. */
const MIN_KEEPALIVE_TIME_MS = 1000;

interface Values {
  readonly channel: ChannelKeepaliveOptions;
  readonly server: ServerKeepaliveOptions;
}

/** The values that an option stands for: its own, its preset's, none for undefined; false stays. */
export function keepaliveValues<Side extends "channel" | "server">(
  code: ConfigurationErrorCode,
  option: object | string | false | undefined,
  side: Side,
): Values[Side] | false {
  if (option === undefined) return {};
  if (option === false) return false;
  if (isRecord(option)) return option;
  if (typeof option === "string" && Object.hasOwn(KEEPALIVE_PRESETS, option)) {
    return KEEPALIVE_PRESETS[option as KeepalivePreset][side];
  }
  const names = Object.keys(KEEPALIVE_PRESETS).map((name) => JSON.stringify(name));
  throw new ConfigurationError(
    code,
    `invalid option keepalive: expected an object, false, or one of ${names.join(", ")}, got ${given(option)}`,
  );
}

/** Fills in the defaults of options that are undefined. */
export function withDefaults<T extends object>(defaults: T, options: object): T {
  const filled = { ...defaults };
  for (const name in options) {
    const value = (options as T)[name as keyof T];
    if (value !== undefined && Object.hasOwn(options, name)) filled[name as keyof T] = value;
  }
  return filled;
}

/** @throws ConfigurationError for times that cannot work, alone or together */
export function checkTimes(code: ConfigurationErrorCode, timeMs: number, timeoutMs: number): void {
  if (typeof timeMs !== "number" || !(timeMs >= MIN_KEEPALIVE_TIME_MS)) {
    throw new ConfigurationError(
      code,
      `invalid keepalive.timeMs: expected a number of milliseconds from ${MIN_KEEPALIVE_TIME_MS}, got ${given(timeMs)}; Infinity switches keepalive off`,
    );
  }
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0) || timeoutMs === Infinity) {
    throw new ConfigurationError(
      code,
      `invalid keepalive.timeoutMs: expected a finite number of milliseconds greater than 0, got ${given(timeoutMs)}`,
    );
  }
}

/** @throws ConfigurationError for what is not a boolean */
export function checkFlag(code: ConfigurationErrorCode, option: string, value: unknown): void {
  if (typeof value === "boolean") return;
  throw new ConfigurationError(
    code,
    `invalid ${option}: expected true or false, got ${given(value)}`,
  );
}

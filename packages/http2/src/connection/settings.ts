import { Defaults } from "../defaults.ts";
import type { Limits } from "../limits.ts";

/** The settings that this side announces in its first SETTINGS frame (RFC 9113 section 6.5.2). */
export interface LocalSettings {
  /** SETTINGS_HEADER_TABLE_SIZE: the peer's encoder may use a dynamic table of so many bytes. */
  readonly headerTableSize: number;
  /** SETTINGS_MAX_CONCURRENT_STREAMS. */
  readonly maxConcurrentStreams: number;
  /**
   * SETTINGS_INITIAL_WINDOW_SIZE: what a stream may receive ahead of its reader. When it is given, windows
   * keep to it; else they grow by the measured bandwidth-delay product.
   */
  readonly initialWindowSize: number;
  /** SETTINGS_MAX_FRAME_SIZE. */
  readonly maxFrameSize: number;
  /** SETTINGS_MAX_HEADER_LIST_SIZE. */
  readonly maxFieldSectionSize: number;
  /** The connection's receive window; not a setting, but announced with them by WINDOW_UPDATE. */
  readonly connectionWindowSize: number;
}

/**
 * Default of a server's `initialWindowSize`: what a stream may have under way to a reader that has read
 * nothing. The windows of streams that are read grow by the measured bandwidth-delay product.
 */
const SERVER_STREAM_WINDOW_BYTES = 64 * 1024;
/**
 * Default of a client's `initialWindowSize`. A client opens the streams itself, and bounds what
 * they hold by `maxHeldBytes`. A larger window spares a sender the wait for the first WINDOW_UPDATE.
 */
const CLIENT_STREAM_WINDOW_BYTES = 256 * 1024;
/** Default of `connectionWindowSize`; credited on receipt, so that no slow stream stalls the others. */
const CONNECTION_WINDOW_BYTES = 4 * 1024 * 1024;
/** Default of `maxFrameSize`. */
const MAX_FRAME_BYTES = 64 * 1024;

/** The settings of a server's connections with the same limits. */
const byServerLimits = new WeakMap<Limits, Defaults<LocalSettings>>();
/** The settings of a client's connections with the same limits. */
const byClientLimits = new WeakMap<Limits, Defaults<LocalSettings>>();

/** Returns the settings to announce: the defaults under `limits`, but for what `given` says. */
export function localSettings(
  isClient: boolean,
  limits: Limits,
  given: Partial<LocalSettings> | undefined,
): LocalSettings {
  const byLimits = isClient ? byClientLimits : byServerLimits;
  let defaults = byLimits.get(limits);
  if (defaults === undefined) {
    defaults = new Defaults<LocalSettings>({
      headerTableSize: 4096,
      maxConcurrentStreams: limits.maxConcurrentStreams,
      initialWindowSize: isClient ? CLIENT_STREAM_WINDOW_BYTES : SERVER_STREAM_WINDOW_BYTES,
      maxFrameSize: MAX_FRAME_BYTES,
      maxFieldSectionSize: limits.maxFieldSectionSize,
      connectionWindowSize: CONNECTION_WINDOW_BYTES,
    });
    byLimits.set(limits, defaults);
  }
  return defaults.fill(given);
}

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
 * Default of `initialWindowSize`: what a stream may have under way to a reader that has read nothing. The
 * windows of streams that are read grow by the measured bandwidth-delay product.
 */
const STREAM_WINDOW_BYTES = 64 * 1024;
/** Default of `connectionWindowSize`; credited on receipt, so that no slow stream stalls the others. */
const CONNECTION_WINDOW_BYTES = 4 * 1024 * 1024;
/** Default of `maxFrameSize`. */
const MAX_FRAME_BYTES = 64 * 1024;

/** The settings of connections with the same limits. */
const byLimits = new WeakMap<Limits, Defaults<LocalSettings>>();

/** Returns the settings to announce: the defaults under `limits`, but for what `given` says. */
export function localSettings(
  limits: Limits,
  given: Partial<LocalSettings> | undefined,
): LocalSettings {
  let defaults = byLimits.get(limits);
  if (defaults === undefined) {
    defaults = new Defaults<LocalSettings>({
      headerTableSize: 4096,
      maxConcurrentStreams: limits.maxConcurrentStreams,
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxFrameSize: MAX_FRAME_BYTES,
      maxFieldSectionSize: limits.maxFieldSectionSize,
      connectionWindowSize: CONNECTION_WINDOW_BYTES,
    });
    byLimits.set(limits, defaults);
  }
  return defaults.fill(given);
}

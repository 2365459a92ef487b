import { DEFAULT_WINDOW } from "../flow/window.ts";
import { SettingId, writeSettings } from "../frame/settings.ts";
import { writeWindowUpdate } from "../frame/window-update.ts";
import { OutputBuffer } from "../output-buffer.ts";
import { PREFACE } from "./preface.ts";
import type { LocalSettings } from "./settings.ts";

interface FirstBytes {
  readonly settings: LocalSettings;
  readonly bytes: Uint8Array;
}

/** The first bytes of the last connection of each role. */
const known: [client?: FirstBytes, server?: FirstBytes] = [];

/**
 * Returns what a connection sends first (RFC 9113 section 3.4): a client's preface, SETTINGS, and the rest
 * of the connection's window. Connections with equal settings share the bytes.
 */
export function firstBytes(settings: LocalSettings, isClient: boolean): Uint8Array {
  const at = isClient ? 0 : 1;
  let first = known[at];
  if (first === undefined || !areEqual(first.settings, settings)) {
    first = { settings, bytes: encodeFirst(settings, isClient) };
    known[at] = first;
  }
  return first.bytes;
}

function areEqual(a: LocalSettings, b: LocalSettings): boolean {
  if (a === b) return true;
  return (Object.keys(a) as (keyof LocalSettings)[]).every((name) => a[name] === b[name]);
}

function encodeFirst(settings: LocalSettings, isClient: boolean): Uint8Array {
  const out = new OutputBuffer(128);
  if (isClient) {
    out.bytes.set(PREFACE);
    out.position = PREFACE.length;
  }
  writeSettings(out, [
    [SettingId.HEADER_TABLE_SIZE, settings.headerTableSize],
    [SettingId.INITIAL_WINDOW_SIZE, settings.initialWindowSize],
    [SettingId.MAX_FRAME_SIZE, settings.maxFrameSize],
    [SettingId.MAX_HEADER_LIST_SIZE, settings.maxFieldSectionSize],
    isClient
      ? [SettingId.ENABLE_PUSH, 0]
      : [SettingId.MAX_CONCURRENT_STREAMS, settings.maxConcurrentStreams],
  ]);
  const extra = settings.connectionWindowSize - DEFAULT_WINDOW;
  if (extra > 0) writeWindowUpdate(out, 0, extra);
  return out.bytes.slice(0, out.position);
}

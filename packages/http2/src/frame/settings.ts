import { ConnectionError, ErrorCode } from "../errors.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import {
  FRAME_HEADER_LENGTH,
  frameSizeError,
  protocolError,
  readUint32,
  writeFrameHeader,
  writeUint32,
} from "./frame-header.ts";

/**
 * SETTINGS tells how the sender wants to be treated; an empty one with ACK acknowledges each.
 *
 * ```
 *   Identifier (16), Value (32)      any number of times
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.5
 */
export const TYPE_SETTINGS = 0x4;

/** The frame says that the receiver's last SETTINGS is in force; it has no payload. */
export const FLAG_SETTINGS_ACK = 0x01;

/**
 * Identifiers of settings. Others MUST be ignored.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2
 */
export const SettingId = {
  HEADER_TABLE_SIZE: 0x1,
  ENABLE_PUSH: 0x2,
  MAX_CONCURRENT_STREAMS: 0x3,
  INITIAL_WINDOW_SIZE: 0x4,
  MAX_FRAME_SIZE: 0x5,
  MAX_HEADER_LIST_SIZE: 0x6,
} as const;

const SETTING_LENGTH = 6;
const MAX_WINDOW_SIZE = 0x7fff_ffff;
const SMALLEST_MAX_FRAME_SIZE = 0x4000;
const LARGEST_MAX_FRAME_SIZE = 0xff_ffff;

/**
 * Parses a SETTINGS payload: values by identifier, the last one counts where one is repeated.
 * `undefined` for an acknowledgment.
 *
 * The connection MUST end with FRAME_SIZE_ERROR when an acknowledgment has a payload or the length
 * is not a multiple of six; with PROTOCOL_ERROR on another stream than 0, for an ENABLE_PUSH other
 * than 0 and 1 and a MAX_FRAME_SIZE outside of 2^14 to 2^24 − 1; with FLOW_CONTROL_ERROR for an
 * INITIAL_WINDOW_SIZE above 2^31 − 1.
 */
export function parseSettings(
  bytes: Uint8Array,
  start: number,
  length: number,
  flags: number,
  streamId: number,
): ReadonlyMap<number, number> | undefined {
  if (streamId !== 0) {
    throw protocolError("H2_SETTINGS_STREAM", `SETTINGS on stream ${streamId} instead of 0`);
  }
  if ((flags & FLAG_SETTINGS_ACK) !== 0) {
    if (length === 0) return undefined;
    throw frameSizeError(
      "H2_SETTINGS_ACK_SIZE",
      `a SETTINGS acknowledgment has ${length} bytes instead of 0`,
    );
  }
  if (length % SETTING_LENGTH !== 0) {
    throw frameSizeError(
      "H2_SETTINGS_MOD_6",
      `SETTINGS of ${length} bytes, which is not a multiple of ${SETTING_LENGTH}`,
    );
  }
  const settings = new Map<number, number>();
  for (let at = start; at < start + length; at += SETTING_LENGTH) {
    const id = (bytes[at]! << 8) | bytes[at + 1]!;
    const value = readUint32(bytes, at + 2);
    checkSetting(id, value);
    settings.set(id, value);
  }
  return settings;
}

function checkSetting(id: number, value: number): void {
  switch (id) {
    case SettingId.ENABLE_PUSH:
      if (value > 1) {
        throw protocolError("H2_SETTINGS_ENABLE_PUSH", `ENABLE_PUSH is ${value}, not 0 or 1`);
      }
      break;
    case SettingId.INITIAL_WINDOW_SIZE:
      if (value > MAX_WINDOW_SIZE) {
        throw new ConnectionError(
          ErrorCode.FLOW_CONTROL_ERROR,
          "H2_SETTINGS_INITIAL_WINDOW_SIZE",
          `INITIAL_WINDOW_SIZE is ${value}, more than 2^31-1`,
        );
      }
      break;
    case SettingId.MAX_FRAME_SIZE:
      if (value < SMALLEST_MAX_FRAME_SIZE || value > LARGEST_MAX_FRAME_SIZE) {
        throw protocolError(
          "H2_SETTINGS_MAX_FRAME_SIZE",
          `MAX_FRAME_SIZE is ${value}, outside of 2^14 to 2^24-1`,
        );
      }
      break;
    default:
  }
}

/** Appends a SETTINGS frame with these identifiers and values. */
export function writeSettings(
  out: OutputBuffer,
  settings: readonly (readonly [id: number, value: number])[],
): void {
  const length = settings.length * SETTING_LENGTH;
  out.ensure(FRAME_HEADER_LENGTH + length);
  const bytes = out.bytes;
  writeFrameHeader(bytes, out.position, length, TYPE_SETTINGS, 0, 0);
  let at = out.position + FRAME_HEADER_LENGTH;
  for (const [id, value] of settings) {
    bytes[at] = id >>> 8;
    bytes[at + 1] = id;
    writeUint32(bytes, at + 2, value);
    at += SETTING_LENGTH;
  }
  out.position = at;
}

/** Appends a SETTINGS acknowledgment. */
export function writeSettingsAck(out: OutputBuffer): void {
  out.ensure(FRAME_HEADER_LENGTH);
  writeFrameHeader(out.bytes, out.position, 0, TYPE_SETTINGS, FLAG_SETTINGS_ACK, 0);
  out.position += FRAME_HEADER_LENGTH;
}

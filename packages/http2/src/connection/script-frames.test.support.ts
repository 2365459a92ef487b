import { errorCodeName } from "../errors.ts";
import { FLAG_END_STREAM, TYPE_DATA } from "../frame/data.ts";
import { parseGoaway, TYPE_GOAWAY } from "../frame/goaway.ts";
import { parsePing, TYPE_PING } from "../frame/ping.ts";
import { parseRstStream, TYPE_RST_STREAM } from "../frame/rst-stream.ts";
import { parseSettings, TYPE_SETTINGS } from "../frame/settings.ts";
import { parseWindowUpdate, TYPE_WINDOW_UPDATE } from "../frame/window-update.ts";
import type { FrameHead } from "./frame-reader.ts";
import { PREFACE } from "./preface.ts";

/** A frame as a script has it. */
export type ScriptFrame =
  | { type: "HEADERS"; streamId: number; fields: readonly string[]; endStream: boolean }
  | { type: "DATA"; streamId: number; text: string; endStream: boolean; padding?: number }
  | { type: "SETTINGS"; settings: readonly (readonly [id: number, value: number])[] }
  | { type: "SETTINGS_ACK" }
  | { type: "PING"; payload: string; ack: boolean }
  | { type: "RST_STREAM"; streamId: number; errorCode: string }
  | { type: "GOAWAY"; lastStreamId: number; errorCode: string; debug?: string }
  | { type: "WINDOW_UPDATE"; streamId: number; increment: number }
  | { type: "PRIORITY"; streamId: number; dependency: number }
  | { type: "RAW"; frameType: number; flags: number; streamId: number; payload: Uint8Array };

export function headers(
  streamId: number,
  fields: readonly string[],
  options: { endStream?: boolean } = {},
): ScriptFrame {
  return { type: "HEADERS", streamId, fields, endStream: options.endStream ?? false };
}

export function data(
  streamId: number,
  text: string,
  options: { endStream?: boolean; padding?: number } = {},
): ScriptFrame {
  const frame = { type: "DATA", streamId, text, endStream: options.endStream ?? false } as const;
  return options.padding === undefined ? frame : { ...frame, padding: options.padding };
}

export function settings(...pairs: (readonly [id: number, value: number])[]): ScriptFrame {
  return { type: "SETTINGS", settings: pairs };
}

export const settingsAck: ScriptFrame = { type: "SETTINGS_ACK" };

/** `payload` has eight characters. */
export function ping(payload: string, options: { ack?: boolean } = {}): ScriptFrame {
  return { type: "PING", payload, ack: options.ack ?? false };
}

/** `errorCode` is a registered name, such as `"CANCEL"`. */
export function reset(streamId: number, errorCode: string): ScriptFrame {
  return { type: "RST_STREAM", streamId, errorCode };
}

/** Without `debug`, any debug data of a received frame will do. */
export function goaway(lastStreamId: number, errorCode: string, debug?: string): ScriptFrame {
  const frame = { type: "GOAWAY", lastStreamId, errorCode } as const;
  return debug === undefined ? frame : { ...frame, debug };
}

export function windowUpdate(streamId: number, increment: number): ScriptFrame {
  return { type: "WINDOW_UPDATE", streamId, increment };
}

export function priority(streamId: number, dependency: number): ScriptFrame {
  return { type: "PRIORITY", streamId, dependency };
}

/** A frame that breaks rules: any type, flags and payload. */
export function raw(
  frameType: number,
  flags: number,
  streamId: number,
  payload: Uint8Array | readonly number[],
): ScriptFrame {
  return { type: "RAW", frameType, flags, streamId, payload: Uint8Array.from(payload) };
}

/** The fields of a request. */
export function request(path: string, ...more: string[]): string[] {
  return [":method", "POST", ":scheme", "http", ":path", path, ":authority", "test", ...more];
}

export function errorCodeOf(name: string): number {
  for (let code = 0; code < 14; code++) if (errorCodeName(code) === name) return code;
  return Number(name);
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

export function startsWithPreface(bytes: Uint8Array): boolean {
  return PREFACE.every((byte, i) => bytes[i] === byte);
}

export function parseFrame(head: FrameHead, bytes: Uint8Array, start: number): ScriptFrame {
  const { type, flags, streamId, length } = head;
  switch (type) {
    case TYPE_DATA: {
      const text = latin1(bytes.subarray(start, start + length));
      return data(streamId, text, { endStream: (flags & FLAG_END_STREAM) !== 0 });
    }
    case TYPE_SETTINGS: {
      const values = parseSettings(bytes, start, length, flags, streamId);
      return values === undefined ? settingsAck : settings(...values);
    }
    case TYPE_PING: {
      const { payload, ack } = parsePing(bytes, start, length, flags, streamId);
      return ping(latin1(payload), { ack });
    }
    case TYPE_RST_STREAM: {
      const errorCode = parseRstStream(bytes, start, length, flags, streamId);
      return reset(streamId, errorCodeName(errorCode));
    }
    case TYPE_GOAWAY: {
      const frame = parseGoaway(bytes, start, length, flags, streamId);
      return goaway(frame.lastStreamId, errorCodeName(frame.errorCode), frame.debug);
    }
    case TYPE_WINDOW_UPDATE:
      return windowUpdate(streamId, parseWindowUpdate(bytes, start, length, flags, streamId));
    default:
      return raw(type, flags, streamId, bytes.slice(start, start + length));
  }
}

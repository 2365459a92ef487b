import assert from "node:assert/strict";
import { ConnectionError, ErrorCode, StreamError } from "../errors.ts";
import { OutputBuffer } from "../output-buffer.ts";
import {
  FRAME_HEADER_LENGTH,
  readFrameFlags,
  readFrameLength,
  readFrameStreamId,
  readFrameType,
} from "./frame-header.ts";

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
}

/** Splits what was written into frames. */
export function framesOf(write: (out: OutputBuffer) => void): Frame[] {
  const out = new OutputBuffer(4);
  write(out);
  const frames: Frame[] = [];
  let at = 0;
  while (at < out.position) {
    const end = at + FRAME_HEADER_LENGTH + readFrameLength(out.bytes, at);
    assert.ok(end <= out.position, "the frame is whole");
    frames.push({
      type: readFrameType(out.bytes, at),
      flags: readFrameFlags(out.bytes, at),
      streamId: readFrameStreamId(out.bytes, at),
      payload: out.bytes.slice(at + FRAME_HEADER_LENGTH, end),
    });
    at = end;
  }
  return frames;
}

export function frameOf(write: (out: OutputBuffer) => void): Frame {
  const frames = framesOf(write);
  assert.equal(frames.length, 1);
  return frames[0] as Frame;
}

type Parse<T> = (
  bytes: Uint8Array,
  start: number,
  length: number,
  flags: number,
  streamId: number,
) => T;

/** Parses the frame from the middle of a larger array. */
export function parse<T>(parser: Parse<T>, frame: Frame): T {
  const bytes = new Uint8Array(frame.payload.length + 8).fill(0xee);
  bytes.set(frame.payload, 3);
  return parser(bytes, 3, frame.payload.length, frame.flags, frame.streamId);
}

export function raw(streamId: number, flags: number, ...payload: number[]): Frame {
  return { type: 0, flags, streamId, payload: Uint8Array.from(payload) };
}

export function failsConnection(run: () => unknown, token: string, errorCode: number): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof ConnectionError, String(error));
    assert.equal(error.token, token);
    assert.equal(error.errorCode, errorCode);
    return true;
  });
}

export function failsStream(
  run: () => unknown,
  token: string,
  errorCode: number,
  id: number,
): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof StreamError, String(error));
    assert.equal(error.token, token);
    assert.equal(error.errorCode, errorCode);
    assert.equal(error.streamId, id);
    return true;
  });
}

export const { PROTOCOL_ERROR, FRAME_SIZE_ERROR, FLOW_CONTROL_ERROR } = ErrorCode;

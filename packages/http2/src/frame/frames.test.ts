import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectionError, ErrorCode, StreamError } from "../errors.ts";
import { OutputBuffer } from "../output-buffer.ts";
import { checkContinuationStream, TYPE_CONTINUATION } from "./continuation.ts";
import { checkDataStream, dataBodyLength, FLAG_END_STREAM, writeDataHeader } from "./data.ts";
import {
  FRAME_HEADER_LENGTH,
  readFrameFlags,
  readFrameLength,
  readFrameStreamId,
  readFrameType,
  writeFrameHeader,
} from "./frame-header.ts";
import { parseGoaway, TYPE_GOAWAY, writeGoaway } from "./goaway.ts";
import { beginHeaders, finishHeaders, parseHeaders, TYPE_HEADERS } from "./headers.ts";
import { parsePing, TYPE_PING, writePing } from "./ping.ts";
import { parsePriority, TYPE_PRIORITY, writePriority } from "./priority.ts";
import { parsePushPromise, TYPE_PUSH_PROMISE, writePushPromise } from "./push-promise.ts";
import { parseRstStream, TYPE_RST_STREAM, writeRstStream } from "./rst-stream.ts";
import {
  parseSettings,
  SettingId,
  TYPE_SETTINGS,
  writeSettings,
  writeSettingsAck,
} from "./settings.ts";
import { parseWindowUpdate, TYPE_WINDOW_UPDATE, writeWindowUpdate } from "./window-update.ts";

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
}

/** Splits what was written into frames. */
function framesOf(write: (out: OutputBuffer) => void): Frame[] {
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

function frameOf(write: (out: OutputBuffer) => void): Frame {
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
function parse<T>(parser: Parse<T>, frame: Frame): T {
  const bytes = new Uint8Array(frame.payload.length + 8).fill(0xee);
  bytes.set(frame.payload, 3);
  return parser(bytes, 3, frame.payload.length, frame.flags, frame.streamId);
}

function raw(streamId: number, flags: number, ...payload: number[]): Frame {
  return { type: 0, flags, streamId, payload: Uint8Array.from(payload) };
}

function failsConnection(run: () => unknown, token: string, errorCode: number): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof ConnectionError, `${error}`);
    assert.equal(error.token, token);
    assert.equal(error.errorCode, errorCode);
    return true;
  });
}

function failsStream(run: () => unknown, token: string, errorCode: number, id: number): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof StreamError, `${error}`);
    assert.equal(error.token, token);
    assert.equal(error.errorCode, errorCode);
    assert.equal(error.streamId, id);
    return true;
  });
}

const { PROTOCOL_ERROR, FRAME_SIZE_ERROR, FLOW_CONTROL_ERROR } = ErrorCode;

describe("frame header", () => {
  test("is written big-endian", () => {
    const bytes = new Uint8Array(12);
    writeFrameHeader(bytes, 2, 0x123456, 0x78, 0x9a, 0x7bcdef01);
    const expected = [0, 0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0x7b, 0xcd, 0xef, 0x01, 0];
    assert.deepEqual([...bytes], expected);
    assert.equal(readFrameLength(bytes, 2), 0x123456);
    assert.equal(readFrameType(bytes, 2), 0x78);
    assert.equal(readFrameFlags(bytes, 2), 0x9a);
    assert.equal(readFrameStreamId(bytes, 2), 0x7bcdef01);
  });

  test("ignores the reserved bit of the stream's number", () => {
    const bytes = Uint8Array.of(0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff);
    assert.equal(readFrameStreamId(bytes, 0), 0x7fffffff);
  });
});

describe("DATA", () => {
  test("header", () => {
    const bytes = new Uint8Array(9);
    writeDataHeader(bytes, 0, 5, true, 3);
    assert.deepEqual([...bytes], [0, 0, 5, 0, FLAG_END_STREAM, 0, 0, 0, 3]);
    writeDataHeader(bytes, 0, 5, false, 3);
    assert.equal(bytes[4], 0);
  });

  test("padding takes all but one octet at most", () => {
    assert.equal(dataBodyLength(10, 0), 9);
    assert.equal(dataBodyLength(10, 9), 0);
    failsConnection(() => dataBodyLength(10, 10), "H2_DATA_PADDING", PROTOCOL_ERROR);
    failsConnection(() => dataBodyLength(1, 1), "H2_DATA_PADDING", PROTOCOL_ERROR);
  });

  test("belongs to a stream", () => {
    checkDataStream(1);
    failsConnection(() => checkDataStream(0), "H2_DATA_STREAM_0", PROTOCOL_ERROR);
  });
});

describe("HEADERS", () => {
  const slice = (frame: Frame) => {
    const bytes = frame.payload;
    const { start, end, dependency } = parseHeaders(
      bytes,
      0,
      bytes.length,
      frame.flags,
      frame.streamId,
    );
    return { block: [...bytes.subarray(start, end)], dependency };
  };

  test("plain, padded, with priority, with both", () => {
    assert.deepEqual(slice(raw(1, 0x4, 1, 2, 3)), { block: [1, 2, 3], dependency: -1 });
    assert.deepEqual(slice(raw(1, 0xc, 2, 1, 0, 0)), { block: [1], dependency: -1 });
    assert.deepEqual(slice(raw(1, 0x24, 0x80, 0, 0, 5, 9, 1)), { block: [1], dependency: 5 });
    assert.deepEqual(slice(raw(1, 0x2c, 1, 0, 0, 0, 5, 9, 1, 0)), { block: [1], dependency: 5 });
    assert.deepEqual(slice(raw(1, 0x0c, 2, 0, 0)), { block: [], dependency: -1 });
    assert.deepEqual(slice(raw(1, 0x04)), { block: [], dependency: -1 });
  });

  test("violations", () => {
    failsConnection(() => slice(raw(0, 4, 1)), "H2_HEADERS_STREAM_0", PROTOCOL_ERROR);
    failsConnection(() => slice(raw(1, 0xc)), "H2_HEADERS_SIZE", FRAME_SIZE_ERROR);
    failsConnection(() => slice(raw(1, 0x24, 0, 0, 0, 5)), "H2_HEADERS_SIZE", FRAME_SIZE_ERROR);
    failsConnection(() => slice(raw(1, 0x0c, 2, 0)), "H2_HEADERS_PADDING", PROTOCOL_ERROR);
    failsConnection(
      () => slice(raw(1, 0x2c, 2, 0, 0, 0, 5, 9, 1)),
      "H2_HEADERS_PADDING",
      PROTOCOL_ERROR,
    );
  });

  test("a block is laid behind the header that is completed last", () => {
    const frame = frameOf((out) => {
      const start = beginHeaders(out);
      out.ensure(3);
      out.bytes.set([7, 8, 9], out.position);
      out.position += 3;
      finishHeaders(out, start, 5, true, 16_384);
    });
    assert.deepEqual(frame, {
      type: TYPE_HEADERS,
      flags: 0x5,
      streamId: 5,
      payload: Uint8Array.of(7, 8, 9),
    });
  });

  for (const length of [0, 9, 10, 11, 20, 21, 45]) {
    test(`a block of ${length} bytes in frames of 10`, () => {
      const block = Uint8Array.from({ length }, (_, i) => i + 1);
      const frames = framesOf((out) => {
        writePing(out, false, new Uint8Array(8)); // something stands before
        const start = beginHeaders(out);
        out.ensure(length);
        out.bytes.set(block, out.position);
        out.position += length;
        finishHeaders(out, start, 7, false, 10);
        writeSettingsAck(out); // and behind
      });
      assert.equal(frames.shift()?.type, TYPE_PING);
      assert.equal(frames.pop()?.type, TYPE_SETTINGS);
      assert.equal(frames.length, Math.max(1, Math.ceil(length / 10)));
      assert.deepEqual(Buffer.concat(frames.map((frame) => frame.payload)), Buffer.from(block));
      for (const [i, frame] of frames.entries()) {
        assert.equal(frame.type, i === 0 ? TYPE_HEADERS : TYPE_CONTINUATION);
        assert.equal(frame.flags, i === frames.length - 1 ? 0x4 : 0);
        assert.equal(frame.streamId, 7);
        assert.ok(frame.payload.length <= 10);
      }
    });
  }
});

test("CONTINUATION belongs to a stream", () => {
  checkContinuationStream(1);
  failsConnection(() => checkContinuationStream(0), "H2_CONTINUATION_STREAM_0", PROTOCOL_ERROR);
});

describe("PRIORITY", () => {
  test("round trip", () => {
    const priority = { dependency: 0x7fffffff, exclusive: true, weight: 256 };
    const frame = frameOf((out) => writePriority(out, 9, priority));
    assert.equal(frame.type, TYPE_PRIORITY);
    assert.deepEqual(parse(parsePriority, frame), priority);
  });

  test("violations", () => {
    const five = [0, 0, 0, 3, 1];
    failsConnection(
      () => parse(parsePriority, raw(0, 0, ...five)),
      "H2_PRIORITY_STREAM_0",
      PROTOCOL_ERROR,
    );
    failsStream(
      () => parse(parsePriority, raw(5, 0, 1, 2, 3, 4)),
      "H2_PRIORITY_SIZE",
      FRAME_SIZE_ERROR,
      5,
    );
    failsStream(
      () => parse(parsePriority, raw(3, 0, ...five)),
      "H2_PRIORITY_SELF",
      PROTOCOL_ERROR,
      3,
    );
  });
});

describe("RST_STREAM", () => {
  test("round trip", () => {
    const frame = frameOf((out) => writeRstStream(out, 11, 0xfedcba98));
    assert.equal(frame.type, TYPE_RST_STREAM);
    assert.equal(frame.streamId, 11);
    assert.equal(parse(parseRstStream, frame), 0xfedcba98);
  });

  test("violations", () => {
    failsConnection(
      () => parse(parseRstStream, raw(0, 0, 0, 0, 0, 8)),
      "H2_RST_STREAM_STREAM_0",
      PROTOCOL_ERROR,
    );
    for (const payload of [[], [0, 0, 0], [0, 0, 0, 0, 0]]) {
      failsConnection(
        () => parse(parseRstStream, raw(1, 0, ...payload)),
        "H2_RST_STREAM_SIZE",
        FRAME_SIZE_ERROR,
      );
    }
  });
});

describe("SETTINGS", () => {
  const parsed = (frame: Frame) => parse(parseSettings, frame);
  const one = (id: number, value: number) => frameOf((out) => writeSettings(out, [[id, value]]));

  test("round trip, unknown identifiers included, the last value counting", () => {
    const frame = frameOf((out) =>
      writeSettings(out, [
        [SettingId.MAX_FRAME_SIZE, 0x4000],
        [0xfefe, 0xffff_ffff],
        [SettingId.MAX_FRAME_SIZE, 0xff_ffff],
      ]),
    );
    assert.equal(frame.type, TYPE_SETTINGS);
    assert.equal(frame.streamId, 0);
    assert.deepEqual(
      [...(parsed(frame) ?? [])],
      [
        [SettingId.MAX_FRAME_SIZE, 0xff_ffff],
        [0xfefe, 0xffff_ffff],
      ],
    );
    assert.equal(parsed(frameOf((out) => writeSettings(out, [])))?.size, 0);
  });

  test("acknowledgement", () => {
    const frame = frameOf(writeSettingsAck);
    assert.equal(frame.flags, 1);
    assert.equal(parsed(frame), undefined);
  });

  test("violations", () => {
    failsConnection(() => parsed(raw(1, 0)), "H2_SETTINGS_STREAM", PROTOCOL_ERROR);
    failsConnection(() => parsed(raw(0, 1, 0)), "H2_SETTINGS_ACK_SIZE", FRAME_SIZE_ERROR);
    failsConnection(() => parsed(raw(0, 0, 1, 2, 3)), "H2_SETTINGS_MOD_6", FRAME_SIZE_ERROR);
    failsConnection(
      () => parsed(one(SettingId.ENABLE_PUSH, 2)),
      "H2_SETTINGS_ENABLE_PUSH",
      PROTOCOL_ERROR,
    );
    failsConnection(
      () => parsed(one(SettingId.INITIAL_WINDOW_SIZE, 0x8000_0000)),
      "H2_SETTINGS_INITIAL_WINDOW_SIZE",
      FLOW_CONTROL_ERROR,
    );
    for (const size of [0x3fff, 0x100_0000]) {
      failsConnection(
        () => parsed(one(SettingId.MAX_FRAME_SIZE, size)),
        "H2_SETTINGS_MAX_FRAME_SIZE",
        PROTOCOL_ERROR,
      );
    }
    assert.equal(parsed(one(SettingId.INITIAL_WINDOW_SIZE, 0x7fff_ffff))?.size, 1);
  });
});

describe("PUSH_PROMISE", () => {
  test("round trip", () => {
    const frame = frameOf((out) => writePushPromise(out, 1, 4, Uint8Array.of(1, 2)));
    assert.equal(frame.type, TYPE_PUSH_PROMISE);
    assert.deepEqual(parse(parsePushPromise, frame), { promisedStreamId: 4, start: 7, end: 9 });
    assert.deepEqual(parse(parsePushPromise, raw(1, 0xc, 1, 0, 0, 0, 2, 7, 0)), {
      promisedStreamId: 2,
      start: 8,
      end: 9,
    });
  });

  test("violations", () => {
    const fails = (token: string, errorCode: number, frame: Frame) =>
      failsConnection(() => parse(parsePushPromise, frame), token, errorCode);
    fails("H2_PUSH_PROMISE_STREAM_0", PROTOCOL_ERROR, raw(0, 4, 0, 0, 0, 2));
    fails("H2_PUSH_PROMISE_SIZE", FRAME_SIZE_ERROR, raw(1, 4, 0, 0, 0));
    fails("H2_PUSH_PROMISE_SIZE", FRAME_SIZE_ERROR, raw(1, 0xc, 0, 0, 0, 2));
    fails("H2_PUSH_PROMISE_PADDING", PROTOCOL_ERROR, raw(1, 0xc, 1, 0, 0, 0, 2));
    fails("H2_PUSH_PROMISE_PROMISED", PROTOCOL_ERROR, raw(1, 4, 0, 0, 0, 3));
    fails("H2_PUSH_PROMISE_PROMISED", PROTOCOL_ERROR, raw(1, 4, 0, 0, 0, 0));
  });
});

describe("PING", () => {
  test("round trip", () => {
    const payload = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    for (const ack of [false, true]) {
      const frame = frameOf((out) => writePing(out, ack, payload));
      assert.equal(frame.type, TYPE_PING);
      assert.deepEqual(parse(parsePing, frame), { ack, payload });
    }
  });

  test("violations", () => {
    const eight = new Array<number>(8).fill(0);
    failsConnection(() => parse(parsePing, raw(1, 0, ...eight)), "H2_PING_STREAM", PROTOCOL_ERROR);
    for (const length of [0, 7, 9]) {
      failsConnection(
        () => parse(parsePing, raw(0, 0, ...new Array<number>(length).fill(0))),
        "H2_PING_SIZE",
        FRAME_SIZE_ERROR,
      );
    }
  });
});

describe("GOAWAY", () => {
  test("round trip", () => {
    const frame = frameOf((out) => writeGoaway(out, 0x7fffffff, 0xfedcba98, "why"));
    assert.equal(frame.type, TYPE_GOAWAY);
    assert.deepEqual(parse(parseGoaway, frame), {
      lastStreamId: 0x7fffffff,
      errorCode: 0xfedcba98,
      debug: "why",
    });
    const silent = frameOf((out) => writeGoaway(out, 0, 0, ""));
    assert.equal(parse(parseGoaway, silent).debug, "");
  });

  test("debug data that a terminal would obey is escaped, and much of it cut", () => {
    const hostile = frameOf((out) => writeGoaway(out, 0, 0, "\u001b[31m\r\n\0\u00ff"));
    assert.equal(parse(parseGoaway, hostile).debug, "\\x1b[31m\\x0d\\x0a\\x00\\xff");
    const long = frameOf((out) => writeGoaway(out, 0, 0, "A".repeat(1000)));
    assert.equal(parse(parseGoaway, long).debug, `${"A".repeat(100)}…`);
  });

  test("violations", () => {
    failsConnection(
      () => parse(parseGoaway, raw(1, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
      "H2_GOAWAY_STREAM",
      PROTOCOL_ERROR,
    );
    failsConnection(
      () => parse(parseGoaway, raw(0, 0, 0, 0, 0, 0, 0, 0, 0)),
      "H2_GOAWAY_SIZE",
      FRAME_SIZE_ERROR,
    );
  });
});

describe("WINDOW_UPDATE", () => {
  test("round trip", () => {
    const frame = frameOf((out) => writeWindowUpdate(out, 13, 0x7fffffff));
    assert.equal(frame.type, TYPE_WINDOW_UPDATE);
    assert.equal(frame.streamId, 13);
    assert.equal(parse(parseWindowUpdate, frame), 0x7fffffff);
  });

  test("violations", () => {
    failsConnection(
      () => parse(parseWindowUpdate, raw(1, 0, 0, 0, 1)),
      "H2_WINDOW_UPDATE_SIZE",
      FRAME_SIZE_ERROR,
    );
    // The reserved bit does not count.
    const nothing = [0x80, 0, 0, 0];
    failsConnection(
      () => parse(parseWindowUpdate, raw(0, 0, ...nothing)),
      "H2_WINDOW_UPDATE_0",
      PROTOCOL_ERROR,
    );
    failsStream(
      () => parse(parseWindowUpdate, raw(1, 0, ...nothing)),
      "H2_WINDOW_UPDATE_0",
      PROTOCOL_ERROR,
      1,
    );
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkContinuationStream, TYPE_CONTINUATION } from "./continuation.ts";
import { checkDataStream, dataBodyLength, FLAG_END_STREAM, writeDataHeader } from "./data.ts";
import {
  readFrameFlags,
  readFrameLength,
  readFrameStreamId,
  readFrameType,
  writeFrameHeader,
} from "./frame-header.ts";
import {
  FRAME_SIZE_ERROR,
  type Frame,
  failsConnection,
  failsStream,
  frameOf,
  framesOf,
  PROTOCOL_ERROR,
  parse,
  raw,
} from "./frames.test.support.ts";
import { beginHeaders, finishHeaders, parseHeaders, TYPE_HEADERS } from "./headers.ts";
import { TYPE_PING, writePing } from "./ping.ts";
import { parsePriority, TYPE_PRIORITY, writePriority } from "./priority.ts";
import { parseRstStream, TYPE_RST_STREAM, writeRstStream } from "./rst-stream.ts";
import { TYPE_SETTINGS, writeSettingsAck } from "./settings.ts";

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

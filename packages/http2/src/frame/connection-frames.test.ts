import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  FLOW_CONTROL_ERROR,
  FRAME_SIZE_ERROR,
  type Frame,
  failsConnection,
  failsStream,
  frameOf,
  PROTOCOL_ERROR,
  parse,
  raw,
} from "./frames.test.support.ts";
import { parseGoaway, TYPE_GOAWAY, writeGoaway } from "./goaway.ts";
import { parsePing, TYPE_PING, writePing } from "./ping.ts";
import { parsePushPromise, TYPE_PUSH_PROMISE, writePushPromise } from "./push-promise.ts";
import {
  parseSettings,
  SettingId,
  TYPE_SETTINGS,
  writeSettings,
  writeSettingsAck,
} from "./settings.ts";
import { parseWindowUpdate, TYPE_WINDOW_UPDATE, writeWindowUpdate } from "./window-update.ts";

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

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SettingId } from "../frame/settings.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { Stream } from "../stream/stream.ts";
import { RecordingAcceptor } from "./recorder.test.support.ts";
import {
  headers,
  request,
  reset,
  type ScriptFrame,
  settings,
  windowUpdate,
} from "./script-frames.test.support.ts";
import {
  createClientPeer,
  type PeerOptions,
  type ScriptedPeer,
} from "./scripted-peer.test.support.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const ok = new HeaderTemplate([":status", "200"]);

interface SetUp {
  readonly peer: ScriptedPeer;
  readonly acceptor: RecordingAcceptor;
}

function setUp(initialWindow: number, options: PeerOptions = {}): SetUp {
  const acceptor = new RecordingAcceptor();
  const peer = createClientPeer(acceptor, options);
  peer.handshake([SettingId.INITIAL_WINDOW_SIZE, initialWindow]);
  return { peer, acceptor };
}

/** Opens streams 1, 3, … and sends their response headers. */
function openStreams({ peer, acceptor }: SetUp, count: number): Stream[] {
  const first = acceptor.requests.length;
  for (let i = first; i < first + count; i++) {
    peer.send(headers(1 + 2 * i, request("/"), { endStream: true }));
  }
  const streams = acceptor.requests
    .slice(first)
    .map(({ stream }) => stream ?? assert.fail("no stream"));
  for (const stream of streams) stream.sendHeaders(ok, []);
  peer.take();
  return streams;
}

/** Takes one write: `stream:bytes` of its DATA frames. The write stays under way. */
function writeOf({ peer }: SetUp): string[] {
  const frames: string[] = [];
  const bytes = Buffer.concat(peer.connection.takeOutput());
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUIntBE(at, 3);
    if (bytes[at + 3] === 0) frames.push(`${bytes.readUInt32BE(at + 5)}:${length}`);
    at += 9 + length;
  }
  return frames;
}

function isData(frame: ScriptFrame): boolean {
  return frame.type === "DATA";
}

describe("one large stream", () => {
  test("does not delay a small message that is sent while the socket is busy", () => {
    const context = setUp(100 * MIB);
    const [large, small] = openStreams(context, 2) as [Stream, Stream];
    context.peer.send(windowUpdate(0, 100 * MIB));
    large.sendData(new Uint8Array(10 * MIB), true);
    writeOf(context);
    // While that is being written.
    small.sendData(new Uint8Array(100), true);
    context.peer.connection.outputWritten();
    const next = writeOf(context);
    assert.ok(next.includes("3:100"), `${next}`);
    const before = next.slice(0, next.indexOf("3:100"));
    assert.ok(before.length <= 160 / 16, `${before.length} frames go before it`);
  });

  test("shares the connection with another in turns of a frame", () => {
    const acceptor = new RecordingAcceptor();
    const peer = createClientPeer(acceptor);
    peer.handshake([SettingId.INITIAL_WINDOW_SIZE, MIB], [SettingId.MAX_FRAME_SIZE, MIB]);
    const context = { peer, acceptor };
    const [one, two] = openStreams(context, 2) as [Stream, Stream];
    // The connection's window of 65,535 bytes is used up first.
    one.sendData(new Uint8Array(100 * KIB), true);
    two.sendData(new Uint8Array(100 * KIB), true);
    writeOf(context);
    peer.connection.outputWritten();
    peer.send(windowUpdate(0, MIB));
    const frames = writeOf(context);
    assert.deepEqual(frames, ["1:36865", "3:65536", "3:36864"]);
  });

  test("is not starved by many small ones", () => {
    const context = setUp(100 * MIB);
    const streams = openStreams(context, 100);
    const large = streams[0] as Stream;
    // The connection's window is shut; all wait for it.
    large.sendData(new Uint8Array(65_535), false);
    context.peer.take();
    for (const stream of streams.slice(1)) stream.sendData(new Uint8Array(100), true);
    large.sendData(new Uint8Array(MIB), true);
    context.peer.send(windowUpdate(0, MIB));
    const frames = writeOf(context);
    const at = frames.findIndex((frame) => frame.startsWith("1:"));
    assert.ok(at >= 0 && at < 20, `${frames.slice(0, 30)}`);
  });
});

describe("tiny windows", () => {
  test("that open by steps in one turn cost one frame a stream", () => {
    const context = setUp(0);
    const streams = openStreams(context, 10);
    for (const stream of streams) stream.sendData(new Uint8Array(1000), true);
    for (let i = 0; i < 50; i++) {
      for (const { id } of streams) context.peer.send(windowUpdate(id, 1));
    }
    const frames = context.peer.take().filter(isData);
    assert.equal(frames.length, 10);
    for (const frame of frames) assert.equal(frame.type === "DATA" && frame.text.length, 50);
  });

  test("of many streams are served some in each turn", () => {
    const context = setUp(0);
    const streams = openStreams(context, 200);
    for (const stream of streams) stream.sendData(new Uint8Array(1000), true);
    context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 1]));
    const turns: number[] = [];
    for (;;) {
      const frames = writeOf(context);
      context.peer.connection.outputWritten();
      if (frames.length === 0) break;
      turns.push(frames.length);
    }
    assert.deepEqual(turns, [64, 64, 64, 8]);
  });

  test("get all that fits, whatever the size", () => {
    const context = setUp(1);
    const [stream] = openStreams(context, 1) as [Stream];
    stream.sendData(Buffer.from("abcdef"), true);
    let text = "";
    for (let i = 0; i < 6; i++) {
      for (const frame of context.peer.take()) if (frame.type === "DATA") text += frame.text;
      assert.equal(text.length, i + 1);
      context.peer.send(windowUpdate(1, 1));
    }
    assert.equal(text, "abcdef");
  });
});

describe("SETTINGS_INITIAL_WINDOW_SIZE", () => {
  test("changed again and again costs nothing with many streams open", () => {
    const context = setUp(0);
    const streams = openStreams(context, 900);
    for (const stream of streams) stream.sendData(new Uint8Array(10_000), true);
    // Windows that stay shut: the streams are looked at once a turn, not once a frame.
    let steps = 0;
    for (const stream of streams) {
      const offset = { value: stream.sendOffset };
      Object.defineProperty(stream, "sendOffset", {
        get() {
          steps += 1;
          return offset.value;
        },
        set(value: number) {
          offset.value = value;
        },
      });
    }
    for (let i = 0; i < 100; i++) {
      context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 1]));
      context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 0]));
    }
    assert.equal(steps, 0);
    context.peer.connection.takeOutput();
    assert.ok(steps <= 1000, `${steps} looks`);
  });

  test("may be lowered below a window that WINDOW_UPDATE has opened to the limit", () => {
    const context = setUp(1000);
    openStreams(context, 1);
    context.peer.send(windowUpdate(1, 0x7fff_ffff - 1000));
    context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 0]));
    context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 1000]));
    assert.equal(context.peer.closedBy, undefined);
    // Once that stream is gone, larger ones are permitted again.
    context.peer.send(reset(1, "CANCEL"));
    context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 0x7fff_ffff]));
    assert.equal(context.peer.closedBy, undefined);
  });
});

describe("a connection whose socket is gone", () => {
  test("has no writable stream and asks nobody for more", () => {
    const context = setUp(MIB);
    const [stream, waiting] = openStreams(context, 2) as [Stream, Stream];
    waiting.awaitReady();
    stream.sendData(new Uint8Array(100), false);
    context.peer.connection.takeOutput();
    context.peer.connection.socketClosed(new Error("write EPIPE"));
    context.peer.connection.outputWritten();
    for (const one of [stream, waiting]) {
      assert.equal(one.isWritable, false);
      assert.equal(one.reserve(), -1);
      one.sendData(new Uint8Array(100), false);
      one.awaitReady();
    }
    context.peer.connection.takeOutput();
    context.peer.connection.outputWritten();
    for (const { events } of context.acceptor.requests) {
      assert.equal(events.includes("ready"), false);
      assert.equal(events.at(-1), "failure connection INTERNAL_ERROR");
    }
  });
});

describe("output that the peer does not read", () => {
  const limits = { maxHeldBytesPerConnection: MIB };

  test("has further requests refused until it leaves", () => {
    const context = setUp(0, { limits });
    const streams = openStreams(context, 2);
    for (const stream of streams) stream.sendData(new Uint8Array(400_000), true);
    context.peer.send(headers(5, request("/"), { endStream: true }));
    context.peer.receives(reset(5, "ENHANCE_YOUR_CALM"));
    context.peer.send(windowUpdate(0, 10 * MIB), windowUpdate(1, MIB));
    context.peer.take();
    context.peer.send(headers(7, request("/"), { endStream: true }));
    assert.equal(context.acceptor.requests.length, 3);
  });

  test("has the newest streams cut beyond the budget", () => {
    const context = setUp(0, { limits });
    const streams = openStreams(context, 5);
    for (const stream of streams) stream.sendData(new Uint8Array(400_000), true);
    // 1 MiB holds two of them.
    assert.deepEqual(
      streams.map((stream) => stream.isReset),
      [false, false, true, true, true],
    );
    const failure = context.acceptor.at(4).events.at(-1);
    assert.equal(failure, "failure localReset ENHANCE_YOUR_CALM");
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SettingId } from "../frame/settings.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { Stream } from "../stream/stream.ts";
import { RecordingAcceptor } from "./recorder.test.support.ts";
import {
  data,
  headers,
  request,
  reset,
  type ScriptFrame,
  settings,
  settingsAck,
  windowUpdate,
} from "./script-frames.test.support.ts";
import {
  createClientPeer,
  type PeerOptions,
  type ScriptedPeer,
} from "./scripted-peer.test.support.ts";

const ok = new HeaderTemplate([":status", "200"]);

interface SetUp {
  readonly peer: ScriptedPeer;
  readonly acceptor: RecordingAcceptor;
}

function setUp(pairs: [id: number, value: number][] = [], options: PeerOptions = {}): SetUp {
  const acceptor = new RecordingAcceptor();
  const peer = createClientPeer(acceptor, options);
  peer.handshake(...pairs);
  return { peer, acceptor };
}

/** Opens streams 1, 3, … and sends their response headers. */
function openStreams({ peer, acceptor }: SetUp, count: number): Stream[] {
  for (let i = 0; i < count; i++) {
    peer.send(headers(1 + 2 * i, request("/"), { endStream: true }));
  }
  const streams = acceptor.requests.map(({ stream }) => stream ?? assert.fail("no stream"));
  for (const stream of streams) stream.sendHeaders(ok, []);
  peer.take();
  return streams;
}

function openOne(context: SetUp): Stream {
  return openStreams(context, 1)[0] ?? assert.fail("no stream");
}

/** The frames' text by stream, however it was cut into frames. */
function textOf(frames: readonly ScriptFrame[], streamId: number): string {
  return frames
    .map((frame) => (frame.type === "DATA" && frame.streamId === streamId ? frame.text : ""))
    .join("");
}

describe("sending", () => {
  test("waits for the stream's window and goes on with it", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 5]]);
    const stream = openOne(context);
    stream.sendData(Buffer.from("0123456789"), true);
    context.peer.receives(data(1, "01234"));
    assert.equal(stream.isWritable, false);
    context.peer.send(windowUpdate(1, 3));
    context.peer.receives(data(1, "567"));
    context.peer.send(windowUpdate(1, 100));
    context.peer.receives(data(1, "89", { endStream: true }));
    assert.equal(context.peer.connection.openStreams, 0);
  });

  test("keeps trailers behind data that waits", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 4]]);
    const stream = openOne(context);
    stream.sendData(Buffer.from("abcdef"), false);
    stream.sendTrailers(new HeaderTemplate(["grpc-status", "0"]), []);
    context.peer.receives(data(1, "abcd"));
    context.peer.send(windowUpdate(1, 2));
    context.peer.receives(data(1, "ef"), headers(1, ["grpc-status", "0"], { endStream: true }));
    assert.equal(context.peer.connection.openStreams, 0);
  });

  test("in place falls back to waiting when the window is too small", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 4]]);
    const stream = openOne(context);
    const start = stream.reserve();
    context.peer.connection.output.bytes.set(Buffer.from("abcdef"), start);
    stream.commit(start, start + 6, true);
    context.peer.receives(data(1, "abcd"));
    assert.equal(stream.reserve(), -1);
    context.peer.send(windowUpdate(1, 10));
    context.peer.receives(data(1, "ef", { endStream: true }));
  });

  test("an end without data needs no window", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 0]]);
    openOne(context).sendData(new Uint8Array(0), true);
    context.peer.receives(data(1, "", { endStream: true }));
  });

  test("is bounded by the connection's window too, which streams share in turns", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 1_000_000]]);
    const streams = openStreams(context, 3);
    for (const stream of streams) stream.sendData(Buffer.alloc(40_000, "x"), true);
    const first = context.peer.take();
    assert.equal(
      [1, 3, 5].map((id) => textOf(first, id).length).reduce((a, b) => a + b),
      65_535,
    );
    context.peer.receives();
    context.peer.send(windowUpdate(0, 30_000));
    const second = context.peer.take();
    for (const id of [3, 5]) assert.ok(textOf(second, id).length > 0, `stream ${id} got nothing`);
    context.peer.send(windowUpdate(0, 1_000_000));
    const third = context.peer.take();
    for (const id of [1, 3, 5]) {
      const all = [first, second, third].map((frames) => textOf(frames, id)).join("");
      assert.equal(all.length, 40_000);
    }
    assert.equal(context.peer.connection.openStreams, 0);
  });

  test("a stream without window does not stop the others", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 3]]);
    const [one, three] = openStreams(context, 2);
    one?.sendData(Buffer.from("aaaaaa"), true);
    context.peer.receives(data(1, "aaa"));
    three?.sendData(Buffer.from("bb"), true);
    context.peer.receives(data(3, "bb", { endStream: true }));
  });

  test("follows a change of the initial window, up, down and below zero", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 4]]);
    const stream = openOne(context);
    stream.sendData(Buffer.from("0123456789"), true);
    context.peer.receives(data(1, "0123"));
    context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 6]));
    context.peer.receives(settingsAck, data(1, "45"));
    context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 3])); // now at -3
    context.peer.receives(settingsAck);
    context.peer.send(windowUpdate(1, 3));
    context.peer.receives();
    context.peer.send(windowUpdate(1, 1));
    context.peer.receives(data(1, "6"));
    context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 100]));
    context.peer.receives(settingsAck, data(1, "789", { endStream: true }));
  });

  test("a window beyond 2^31-1 resets the stream", () => {
    const context = setUp();
    const stream = openOne(context);
    context.peer.send(windowUpdate(1, 0x7fffffff));
    context.peer.receives(reset(1, "FLOW_CONTROL_ERROR"));
    assert.ok(stream.isClosed);
    assert.equal(context.acceptor.at(0).events.at(-1), "failure localReset FLOW_CONTROL_ERROR");
  });

  test("a change of the initial window beyond 2^31-1 ends the connection", () => {
    const context = setUp();
    openOne(context);
    context.peer.send(windowUpdate(1, 0x7fffffff - 65_535));
    context.peer.send(settings([SettingId.INITIAL_WINDOW_SIZE, 65_536]));
    context.peer.seesConnectionError("FLOW_CONTROL_ERROR", "H2_INITIAL_WINDOW_OVERFLOW");
  });

  test("tells once when the stream may go on", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 3]]);
    const stream = openOne(context);
    const recorder = context.acceptor.at(0);
    stream.sendData(Buffer.from("abcdef"), false);
    stream.awaitReady();
    context.peer.take();
    assert.equal(recorder.events.includes("ready"), false);
    context.peer.send(windowUpdate(1, 3));
    context.peer.take();
    assert.equal(recorder.events.filter((event) => event === "ready").length, 1);
    assert.equal(stream.isWritable, true);
  });

  test("what waits is dropped with its stream", () => {
    const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 3]]);
    const stream = openOne(context);
    stream.sendData(Buffer.from("abcdef"), true);
    context.peer.receives(data(1, "abc"));
    context.peer.send(reset(1, "CANCEL"), windowUpdate(1, 10), windowUpdate(0, 10));
    context.peer.receives();
    assert.equal(stream.queuedBytes, 0);
  });
});

test("an end behind queued data travels with the last of it, not behind a shut window", () => {
  const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 100_000]]);
  const [first, second] = openStreams(context, 2);
  second?.sendData(new Uint8Array(65_530), false);
  context.peer.take();
  // One waits for the connection's window, the other has just enough left.
  second?.sendData(Buffer.from("12345"), false);
  first?.sendData(Buffer.from("x"), false);
  second?.sendData(Buffer.from("6"), false);
  second?.sendData(new Uint8Array(0), true);
  context.peer.receives(data(3, "12345"));
  context.peer.send(windowUpdate(0, 2));
  context.peer.receives(data(1, "x"), data(3, "6", { endStream: true }));
});

test("a window that SETTINGS opens is used within the frame size of the same SETTINGS", () => {
  const context = setUp([
    [SettingId.INITIAL_WINDOW_SIZE, 0],
    [SettingId.MAX_FRAME_SIZE, 40_000],
  ]);
  openOne(context).sendData(new Uint8Array(30_000), true);
  context.peer.receives();
  context.peer.send(
    settings([SettingId.INITIAL_WINDOW_SIZE, 30_000], [SettingId.MAX_FRAME_SIZE, 16_384]),
  );
  const sizes = context.peer
    .take()
    .map((frame) => (frame.type === "DATA" ? frame.text.length : frame.type));
  assert.deepEqual(sizes, ["SETTINGS_ACK", 16_384, 30_000 - 16_384]);
});

describe("a stream that nobody reads any more", () => {
  const trailers = new HeaderTemplate(["x", "y"]);

  test("is reset once its last data has left", () => {
    const acceptor = new RecordingAcceptor();
    const peer = createClientPeer(acceptor);
    peer.handshake([SettingId.INITIAL_WINDOW_SIZE, 2]);
    peer.send(headers(1, request("/")));
    const stream = acceptor.at(0).stream ?? assert.fail("no stream");
    stream.sendHeaders(ok, []);
    stream.sendData(Buffer.from("abc"), false);
    stream.sendTrailers(trailers, []);
    stream.stopReading();
    peer.receives(headers(1, [":status", "200"]), data(1, "ab"));
    peer.send(windowUpdate(1, 1));
    peer.receives(data(1, "c"), headers(1, ["x", "y"], { endStream: true }), reset(1, "NO_ERROR"));
    assert.equal(peer.connection.openStreams, 0);
  });

  test("is not reset when the peer has ended in the meantime", () => {
    const acceptor = new RecordingAcceptor();
    const peer = createClientPeer(acceptor);
    peer.handshake();
    peer.send(headers(1, request("/")));
    const stream = acceptor.at(0).stream ?? assert.fail("no stream");
    stream.stopReading();
    peer.send(data(1, "", { endStream: true }));
    stream.sendTrailers(ok, []);
    peer.receives(headers(1, [":status", "200"], { endStream: true }));
    assert.equal(peer.connection.openStreams, 0);
  });
});

describe("receiving", () => {
  const options: PeerOptions = {
    settings: { initialWindowSize: 1000, connectionWindowSize: 65_535 },
  };

  test("gives a stream's window back as it is consumed, half a window at a time", () => {
    const { peer, acceptor } = setUp([], options);
    peer.send(headers(1, request("/")));
    const recorder = acceptor.at(0);
    recorder.consumes = false;
    peer.send(data(1, "x".repeat(900)));
    peer.receives();
    recorder.stream?.consume(400);
    peer.receives();
    recorder.stream?.consume(200);
    peer.receives(windowUpdate(1, 600));
    peer.send(data(1, "x".repeat(700)));
    assert.equal(peer.closedBy, undefined);
    assert.equal(recorder.failure, undefined);
  });

  test("a stream that goes beyond its window is reset", () => {
    const { peer, acceptor } = setUp([], options);
    peer.send(headers(1, request("/")), headers(3, request("/")));
    acceptor.at(0).consumes = false;
    peer.send(data(1, "x".repeat(1000)), data(1, "y"));
    peer.receives(reset(1, "FLOW_CONTROL_ERROR"));
    assert.equal(acceptor.at(0).events.at(-1), "failure localReset FLOW_CONTROL_ERROR");
    assert.equal(acceptor.at(1).failure, undefined);
  });

  test("padding is given back by itself", () => {
    const { peer, acceptor } = setUp([], options);
    peer.send(headers(1, request("/")));
    acceptor.at(0).consumes = false;
    for (let i = 0; i < 20; i++) peer.send(data(1, "", { padding: 200 }));
    assert.equal(acceptor.at(0).failure, undefined);
    assert.deepEqual(acceptor.at(0).events.slice(1), []);
  });

  test("the connection's window is given back whoever reads", () => {
    const { peer, acceptor } = setUp([], {
      settings: { initialWindowSize: 100_000, connectionWindowSize: 65_535 },
    });
    peer.send(headers(1, request("/")), headers(3, request("/")));
    acceptor.at(0).consumes = false;
    const piece = "x".repeat(10_000);
    for (let i = 0; i < 9; i++) peer.send(data(1, piece));
    for (let i = 0; i < 9; i++) peer.send(data(3, piece));
    assert.equal(peer.closedBy, undefined);
    const updates = peer.take().filter((frame) => frame.type === "WINDOW_UPDATE");
    const connection = updates.filter((frame) => "streamId" in frame && frame.streamId === 0);
    assert.ok(connection.length >= 4, `${connection.length} updates of the connection's window`);
  });

  test("a peer that goes beyond the connection's window ends the connection", () => {
    const { peer } = setUp([], {
      settings: { initialWindowSize: 1 << 20, connectionWindowSize: 65_535, maxFrameSize: 1 << 20 },
    });
    peer.send(headers(1, request("/")), data(1, "x".repeat(65_536)));
    peer.seesConnectionError("FLOW_CONTROL_ERROR", "H2_CONNECTION_WINDOW_EXCEEDED");
  });

  test("DATA of a stream that we reset still counts for the connection", () => {
    const { peer, acceptor } = setUp([], options);
    peer.send(headers(1, request("/")));
    acceptor.at(0).stream?.reset(8);
    peer.take();
    for (let i = 0; i < 50; i++) peer.send(data(1, "x".repeat(10_000)));
    assert.equal(peer.closedBy, undefined);
    const updates = peer.take();
    assert.ok(updates.length > 0);
    assert.ok(updates.every((frame) => frame.type === "WINDOW_UPDATE" && frame.streamId === 0));
  });

  test("expecting a large message opens the window ahead", () => {
    const { peer, acceptor } = setUp([], options);
    peer.send(headers(1, request("/")));
    const recorder = acceptor.at(0);
    recorder.consumes = false;
    recorder.stream?.expect(5000);
    peer.receives(windowUpdate(1, 4000));
    peer.send(data(1, "x".repeat(5000), { endStream: true }));
    assert.equal(recorder.failure, undefined);
    assert.equal(recorder.events.at(-1), "end");
  });

  test("what is expected in the middle of a frame does not count the frame's own rest twice", () => {
    const { peer, acceptor } = setUp([], options);
    peer.send(headers(1, request("/")));
    const recorder = acceptor.at(0);
    recorder.consumes = false;
    const frame = peer.encode(data(1, "x".repeat(1000)));
    peer.sendBytes(frame.subarray(0, 9 + 100));
    recorder.stream?.expect(5000);
    peer.receives(windowUpdate(1, 4100));
    peer.sendBytes(frame.subarray(9 + 100));
    peer.send(data(1, "x".repeat(4100)));
    assert.equal(recorder.failure, undefined);
    peer.send(data(1, "x"));
    peer.receives(reset(1, "FLOW_CONTROL_ERROR"));
  });
});

test("a stream has the window of the SETTINGS that came before it", () => {
  const context = setUp([[SettingId.INITIAL_WINDOW_SIZE, 2]]);
  openOne(context).sendData(Buffer.from("abc"), true);
  context.peer.receives(data(1, "ab"));
});

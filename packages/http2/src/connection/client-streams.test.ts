import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SettingId } from "../frame/settings.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { Stream } from "../stream/stream.ts";
import { Recorder } from "./recorder.test.support.ts";
import {
  data,
  goaway,
  headers,
  raw,
  request,
  reset,
  settings,
  settingsAck,
  windowUpdate,
} from "./script-frames.test.support.ts";
import { createServerPeer, type ScriptedPeer } from "./scripted-peer.test.support.ts";

const template = new HeaderTemplate(request("/a"));
const okFields = [":status", "200", "content-type", "application/grpc"];

function setUp(...pairs: [id: number, value: number][]): ScriptedPeer {
  const peer = createServerPeer();
  peer.handshake(...pairs);
  return peer;
}

function open(peer: ScriptedPeer, endStream = false, fields: string[] = []): Recorder {
  const recorder = new Recorder();
  recorder.stream = peer.connection.openStream(recorder, template, fields, endStream);
  assert.ok(recorder.stream !== undefined);
  return recorder;
}

function streamOf(recorder: Recorder): Stream {
  return recorder.stream ?? assert.fail("no stream");
}

describe("a request and its answer", () => {
  test("with body and trailers", () => {
    const peer = setUp();
    const call = open(peer, false, ["grpc-timeout", "5S"]);
    streamOf(call).sendData(Buffer.from("ask"), true);
    peer.receives(
      headers(1, [...request("/a"), "grpc-timeout", "5S"]),
      data(1, "ask", { endStream: true }),
    );
    peer.send(
      headers(1, okFields),
      data(1, "answer"),
      headers(1, ["grpc-status", "0"], { endStream: true }),
    );
    assert.deepEqual(call.events, [
      `headers ${okFields.join(" ")}`,
      "data answer",
      "end grpc-status 0",
    ]);
    assert.equal(peer.connection.openStreams, 0);
    assert.equal(peer.events.at(-1), "idle");
  });

  test("that is one section", () => {
    const peer = setUp();
    const call = open(peer, true);
    peer.receives(headers(1, request("/a"), { endStream: true }));
    peer.send(headers(1, [...okFields, "grpc-status", "12"], { endStream: true }));
    assert.deepEqual(call.events, [`headers ${okFields.join(" ")} grpc-status 12 end`]);
    assert.equal(peer.connection.openStreams, 0);
  });

  test("written in place", () => {
    const peer = setUp();
    const call = open(peer);
    const stream = streamOf(call);
    const start = stream.reserve();
    peer.connection.output.bytes.set(Buffer.from("placed"), start);
    stream.commit(start, start + 6, false);
    const more = stream.reserve();
    peer.connection.output.bytes.set(Buffer.from("more"), more);
    stream.commit(more, more + 4, true);
    peer.receives(headers(1, request("/a")), data(1, "placedmore", { endStream: true }));
  });

  test("behind informational sections, which are not handed on", () => {
    const peer = setUp();
    const call = open(peer, true);
    peer.send(
      headers(1, [":status", "103", "link", "x"]),
      headers(1, okFields),
      data(1, "", { endStream: true }),
    );
    assert.deepEqual(call.events, [`headers ${okFields.join(" ")}`, "end"]);
  });

  test("repeated header blocks come as the same section", () => {
    const peer = setUp();
    const sections = new Set<unknown>();
    for (let i = 0; i < 5; i++) {
      const call = open(peer, true);
      peer.send(headers(1 + 2 * i, okFields, { endStream: true }));
      if (i > 1) sections.add(call.section);
    }
    assert.equal(sections.size, 1);
  });
});

describe("what a server may not send", () => {
  const resets: Record<string, (peer: ScriptedPeer) => void> = {
    "DATA before HEADERS": (peer) => peer.send(data(1, "x")),
    "no status": (peer) => peer.send(headers(1, ["a", "b"])),
    "a status of two digits": (peer) => peer.send(headers(1, [":status", "20"])),
    "status 101": (peer) => peer.send(headers(1, [":status", "101"])),
    "an informational end": (peer) =>
      peer.send(headers(1, [":status", "100"], { endStream: true })),
    "a pseudo-field of requests": (peer) => peer.send(headers(1, [...okFields, ":path", "/"])),
    "a field of the connection": (peer) => peer.send(headers(1, [...okFields, "upgrade", "h3"])),
    "trailers without end": (peer) => peer.send(headers(1, okFields), headers(1, ["a", "b"])),
    "an increment of 0": (peer) => peer.send(raw(8, 0, 1, [0, 0, 0, 0])),
  };
  for (const [name, break_] of Object.entries(resets)) {
    test(name, () => {
      const peer = setUp();
      const call = open(peer, true);
      peer.take();
      break_(peer);
      peer.receives(reset(1, "PROTOCOL_ERROR"));
      assert.equal(call.events.at(-1), "failure localReset PROTOCOL_ERROR");
      assert.equal(peer.connection.openStreams, 0);
      assert.equal(peer.closedBy, undefined);
    });
  }

  test("PUSH_PROMISE", () => {
    const peer = setUp();
    open(peer);
    peer.send(raw(5, 4, 1, [0, 0, 0, 2, 0x82]));
    peer.seesConnectionError("PROTOCOL_ERROR", "H2_PUSH_PROMISE");
  });

  test("frames of a stream that we never opened", () => {
    const peer = setUp();
    open(peer);
    peer.send(headers(3, okFields));
    peer.seesConnectionError("PROTOCOL_ERROR", "H2_STREAM_IDLE");
  });

  test("anything but SETTINGS first", () => {
    const peer = createServerPeer();
    peer.send(windowUpdate(0, 1));
    peer.seesConnectionError("PROTOCOL_ERROR", "H2_FIRST_FRAME_NOT_SETTINGS");
  });

  test("an answer of HTTP/1.1", () => {
    const peer = createServerPeer();
    peer.sendBytes(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
    assert.notEqual(peer.closedBy, undefined);
    assert.ok(peer.isEnded);
  });
});

describe("a stream's end", () => {
  test("by the server's reset", () => {
    const peer = setUp();
    const calls = [open(peer), open(peer)];
    peer.send(reset(1, "REFUSED_STREAM"), reset(3, "INTERNAL_ERROR"));
    assert.deepEqual(
      calls.map(({ events }) => events),
      [["failure peerReset REFUSED_STREAM unprocessed"], ["failure peerReset INTERNAL_ERROR"]],
    );
  });

  test("by an answer and a reset with NO_ERROR, while we still send", () => {
    const peer = setUp();
    const call = open(peer);
    peer.send(headers(1, okFields, { endStream: true }), reset(1, "NO_ERROR"));
    assert.equal(call.events[0], `headers ${okFields.join(" ")} end`);
    assert.equal(peer.connection.openStreams, 0);
    streamOf(call).sendData(Buffer.from("x"), true);
    peer.receives(headers(1, request("/a")));
  });

  test("by many resets of ours at once, while answers are under way", () => {
    const peer = setUp();
    const calls = Array.from({ length: 1000 }, () => open(peer));
    for (const call of calls) streamOf(call).reset(8);
    peer.take();
    for (let i = 0; i < calls.length; i++) {
      peer.send(headers(1 + 2 * i, okFields), data(1 + 2 * i, "x", { endStream: true }));
    }
    assert.equal(peer.closedBy, undefined);
    const next = open(peer, true);
    peer.send(headers(2001, okFields, { endStream: true }));
    assert.equal(next.events.length, 1);
    assert.ok(calls.every(({ events }) => events.length === 0));
  });
});

describe("the server's settings", () => {
  test("bound the streams at once, and say when there is room again", () => {
    const peer = setUp([SettingId.MAX_CONCURRENT_STREAMS, 2]);
    open(peer, true);
    open(peer, true);
    assert.equal(peer.connection.acceptsStreams, false);
    assert.equal(peer.connection.openStream(new Recorder(), template, [], true), undefined);
    peer.send(headers(1, okFields, { endStream: true }));
    assert.equal(peer.events.at(-1), "capacity");
    assert.equal(peer.connection.acceptsStreams, true);
  });

  test("may be raised later", () => {
    const peer = setUp([SettingId.MAX_CONCURRENT_STREAMS, 0]);
    assert.equal(peer.connection.acceptsStreams, false);
    peer.send(settings([SettingId.MAX_CONCURRENT_STREAMS, 1]));
    peer.receives(settingsAck);
    assert.equal(peer.events.at(-1), "capacity");
    open(peer);
  });

  test("bound the size of frames", () => {
    const peer = setUp();
    const call = open(peer);
    streamOf(call).sendData(Buffer.alloc(40_000, "x"), true);
    peer.receives(
      headers(1, request("/a")),
      data(1, "x".repeat(16_384)),
      data(1, "x".repeat(16_384)),
      data(1, "x".repeat(40_000 - 2 * 16_384), { endStream: true }),
    );
  });

  test("are not needed to have come before the first stream is refused", () => {
    const peer = createServerPeer();
    assert.equal(peer.connection.acceptsStreams, false);
    assert.equal(peer.connection.openStream(new Recorder(), template, [], true), undefined);
  });

  test("shrink the table of header compression", () => {
    const peer = setUp([SettingId.HEADER_TABLE_SIZE, 0]);
    for (let i = 0; i < 4; i++) open(peer, true, ["x-constant", "value"]);
    const fields = [...request("/a"), "x-constant", "value"];
    peer.receives(...[1, 3, 5, 7].map((id) => headers(id, fields, { endStream: true })));
  });
});

describe("GOAWAY of the server", () => {
  test("fails the streams above as unprocessed and lets those below end", () => {
    const peer = setUp();
    const [low, high] = [open(peer, true), open(peer, true)];
    peer.take();
    peer.send(goaway(1, "NO_ERROR", "bye"));
    assert.deepEqual(high?.events, ["failure goaway NO_ERROR unprocessed"]);
    assert.equal(high?.failure?.message.includes("bye"), true);
    assert.equal(peer.connection.acceptsStreams, false);
    assert.equal(peer.isEnded, false);
    peer.send(headers(1, okFields, { endStream: true }));
    assert.equal(low?.events.length, 1);
    assert.ok(peer.isEnded);
    assert.equal(peer.closedBy, undefined);
    assert.equal(peer.events.at(-1), "closed orderly");
  });

  test("in two phases", () => {
    const peer = setUp();
    const call = open(peer, true);
    peer.send(goaway(0x7fffffff, "NO_ERROR"));
    assert.deepEqual(call.events, []);
    peer.send(goaway(1, "NO_ERROR"), headers(1, okFields, { endStream: true }));
    assert.equal(call.events.length, 1);
    assert.deepEqual(
      peer.events.filter((event) => event.startsWith("goaway")),
      ["goaway 2147483647 NO_ERROR", "goaway 1 NO_ERROR"],
    );
  });

  test("what the server still sends on a stream it disowned is dropped", () => {
    const peer = setUp();
    const [low, high] = [open(peer, true), open(peer, true)];
    peer.take();
    peer.send(goaway(1, "NO_ERROR"));
    peer.send(
      headers(3, okFields),
      data(3, "late"),
      windowUpdate(3, 10),
      headers(3, ["grpc-status", "0"], { endStream: true }),
      headers(1, okFields),
      data(1, "answer"),
    );
    assert.deepEqual(high?.events, ["failure goaway NO_ERROR unprocessed"]);
    assert.deepEqual(low?.events, [`headers ${okFields.join(" ")}`, "data answer"]);
    assert.equal(peer.isEnded, false);
    peer.send(headers(5, okFields));
    peer.seesConnectionError("PROTOCOL_ERROR", "H2_STREAM_IDLE");
  });

  test("before any stream ends the connection", () => {
    const peer = setUp();
    peer.send(goaway(0, "ENHANCE_YOUR_CALM", "too_many_pings"));
    assert.ok(peer.isEnded);
    assert.ok(peer.events.includes("goaway 0 ENHANCE_YOUR_CALM too_many_pings"));
  });
});

describe("the end of the socket", () => {
  test("fails what is under way, once", () => {
    const peer = setUp();
    const call = open(peer);
    peer.connection.socketClosed(new Error("ECONNRESET"));
    peer.connection.socketClosed(undefined);
    assert.equal(call.events.length, 1);
    assert.match(call.events[0] as string, /^failure connection /);
    assert.match(`${call.failure?.message}`, /ECONNRESET/);
    assert.equal(peer.events.filter((event) => event.startsWith("closed")).length, 1);
    assert.equal(peer.connection.acceptsStreams, false);
    assert.equal(peer.connection.openStreams, 0);
  });

  test("names the GOAWAY before it", () => {
    const peer = setUp();
    const call = open(peer);
    peer.send(goaway(1, "ENHANCE_YOUR_CALM", "too_many_pings"));
    peer.connection.socketClosed(undefined);
    assert.equal(
      call.failure?.message,
      "the peer closed the connection after GOAWAY ENHANCE_YOUR_CALM: too_many_pings",
    );
  });

  test("tells requests of which no byte has left, and never sends them", () => {
    const peer = setUp();
    const sent = open(peer, true);
    peer.take();
    const unsent = open(peer, true);
    peer.connection.socketClosed(undefined);
    assert.deepEqual(sent.events, ["failure connection CANCEL"]);
    assert.deepEqual(unsent.events, ["failure connection CANCEL unprocessed"]);
    assert.deepEqual(peer.take(), []);
  });

  test("does not tell so of what leaves with our own GOAWAY", () => {
    const peer = setUp();
    const call = open(peer, true);
    peer.connection.close();
    assert.deepEqual(call.events, ["failure connection CANCEL"]);
  });

  test("fails a PING under way", () => {
    const peer = setUp();
    const results: unknown[] = [];
    peer.connection.ping((error) => results.push(error));
    peer.connection.socketClosed(undefined);
    assert.equal(results.length, 1);
    assert.ok(results[0] instanceof Error);
  });
});

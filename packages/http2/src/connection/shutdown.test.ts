import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HeaderTemplate } from "../stream/header-template.ts";
import { Recorder, RecordingAcceptor } from "./recorder.test.support.ts";
import {
  data,
  goaway,
  headers,
  ping,
  request,
  reset,
  type ScriptFrame,
  settings,
  settingsAck,
} from "./script-frames.test.support.ts";
import {
  createClientPeer,
  createServerPeer,
  type ScriptedPeer,
} from "./scripted-peer.test.support.ts";

const ok = new HeaderTemplate([":status", "200"]);

function setUp(): { peer: ScriptedPeer; acceptor: RecordingAcceptor } {
  const acceptor = new RecordingAcceptor();
  const peer = createClientPeer(acceptor);
  peer.handshake();
  return { peer, acceptor };
}

/** Drains a server and answers its PING; returns what it wrote. */
function drain(peer: ScriptedPeer): ScriptFrame[] {
  peer.connection.drain();
  const frames = peer.take();
  assert.equal(frames.length, 2);
  assert.deepEqual({ ...frames[0], debug: "" }, goaway(0x7fffffff, "NO_ERROR", ""));
  const asked = frames[1];
  assert.equal(asked?.type, "PING");
  return [ping(asked.payload, { ack: true })];
}

describe("draining a server", () => {
  test("in two phases: requests under way until the PING's answer are served", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/1"), { endStream: true }));
    const answer = drain(peer);
    peer.send(headers(3, request("/3"), { endStream: true }), ...answer);
    peer.receives(goaway(3, "NO_ERROR"));
    assert.equal(acceptor.requests.length, 2);
    assert.equal(peer.isEnded, false);
    peer.send(headers(5, request("/5"), { endStream: true }));
    peer.receives(reset(5, "REFUSED_STREAM"));
    assert.equal(acceptor.requests.length, 2);
    acceptor.at(0).stream?.sendTrailers(ok, []);
    assert.equal(peer.isEnded, false);
    acceptor.at(1).stream?.sendTrailers(ok, []);
    assert.ok(peer.isEnded);
    peer.receives(
      headers(1, [":status", "200"], { endStream: true }),
      headers(3, [":status", "200"], { endStream: true }),
    );
    assert.equal(peer.events.at(-1), "closed orderly");
  });

  test("without requests ends at the PING's answer", () => {
    const { peer } = setUp();
    const answer = drain(peer);
    assert.equal(peer.isEnded, false);
    peer.send(...answer);
    peer.receives(goaway(0, "NO_ERROR"));
    assert.ok(peer.isEnded);
  });

  test("twice is draining once", () => {
    const { peer } = setUp();
    drain(peer);
    peer.connection.drain();
    peer.receives();
  });
});

test("draining a client lets its streams end and opens no more", () => {
  const peer = createServerPeer();
  peer.handshake();
  const call = new Recorder();
  peer.connection.openStream(call, new HeaderTemplate(request("/a")), [], true);
  peer.take();
  peer.connection.drain();
  assert.equal(peer.connection.acceptsStreams, false);
  assert.equal(peer.isEnded, false);
  peer.send(headers(1, [":status", "200"], { endStream: true }));
  assert.equal(call.events.length, 1);
  peer.receives(goaway(0, "NO_ERROR"));
  assert.ok(peer.isEnded);
  assert.equal(peer.events.at(-1), "closed orderly");
});

describe("closing", () => {
  test("says how far it came, and fails what is under way", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/1")), headers(3, request("/3"), { endStream: true }));
    peer.connection.close(2, "out of order");
    peer.receives(goaway(3, "INTERNAL_ERROR", "out of order"));
    for (const { events } of acceptor.requests)
      assert.match(`${events.at(-1)}`, /^failure connection/);
    assert.ok(peer.isEnded);
    peer.connection.close();
    peer.send(data(1, "x"));
    peer.receives();
    assert.equal(peer.events.filter((event) => event.startsWith("closed")).length, 1);
  });

  test("makes later sends of a handler void", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/1"), { endStream: true }));
    const stream = acceptor.at(0).stream;
    peer.connection.close();
    peer.take();
    stream?.sendHeaders(ok, []);
    assert.equal(stream?.reserve(), -1);
    stream?.sendData(Buffer.from("x"), true);
    stream?.reset(8);
    peer.receives();
  });
});

describe("PING", () => {
  test("is answered with its payload", () => {
    const { peer } = setUp();
    peer.send(ping("12345678"), ping("abcdefgh"));
    peer.receives(ping("12345678", { ack: true }), ping("abcdefgh", { ack: true }));
  });

  test("of ours tells of its answer", () => {
    const { peer } = setUp();
    const results: (Error | undefined)[] = [];
    peer.connection.ping((error) => results.push(error));
    const [asked] = peer.take();
    assert.equal(asked?.type, "PING");
    peer.send(ping(asked.payload, { ack: true }));
    assert.deepEqual(results, [undefined]);
  });

  test("answers that nobody asked for are ignored", () => {
    const { peer } = setUp();
    peer.send(ping("tramby!!", { ack: true }), ping("--------", { ack: true }));
    peer.receives();
    assert.equal(peer.closedBy, undefined);
  });
});

describe("the preface", () => {
  test("may come in any pieces, with frames behind it", () => {
    const acceptor = new RecordingAcceptor();
    const peer = createClientPeer(acceptor);
    const bytes = Buffer.concat([
      Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      peer.encode(settings(), headers(1, request("/"), { endStream: true })),
    ]);
    for (let at = 0; at < bytes.length; at += 5) peer.sendBytes(bytes.subarray(at, at + 5));
    assert.equal(acceptor.requests.length, 1);
    assert.deepEqual(peer.take().at(-1), settingsAck);
  });

  test("of another protocol ends the connection", () => {
    const peer = createClientPeer(new RecordingAcceptor());
    peer.sendBytes(Buffer.from("GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
    peer.seesConnectionError("PROTOCOL_ERROR", "H2_PREFACE");
  });

  test("must be followed by SETTINGS", () => {
    const peer = createClientPeer(new RecordingAcceptor());
    peer.sendBytes(Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    peer.send(ping("12345678"));
    peer.seesConnectionError("PROTOCOL_ERROR", "H2_FIRST_FRAME_NOT_SETTINGS");
  });
});

describe("closed from within a handler", () => {
  test("a connection reads nothing more of the chunk", () => {
    const { peer, acceptor } = setUp();
    acceptor.onOpened = () => peer.connection.close();
    peer.send(
      headers(1, request("/1"), { endStream: true }),
      headers(3, request("/3")),
      ping("12345678"),
    );
    assert.equal(acceptor.requests.length, 1);
    assert.equal(peer.connection.openStreams, 0);
    peer.receives(goaway(1, "NO_ERROR"));
  });
});

describe("a client that has used up its stream ids", () => {
  test("says so as if the server went away, and drains", () => {
    const peer = createServerPeer();
    peer.handshake();
    peer.connection["table"].nextLocalId = 0x7fff_fffb;
    const template = new HeaderTemplate(request("/a"));
    const calls = [new Recorder(), new Recorder()];
    for (const call of calls) assert.ok(peer.connection.openStream(call, template, [], true));
    assert.equal(peer.connection.openStream(new Recorder(), template, [], true), undefined);
    assert.match(peer.events.at(-1) ?? "", /^goaway 2147483645 NO_ERROR/);
    peer.take();
    peer.send(headers(0x7fff_fffb, [":status", "200"], { endStream: true }));
    assert.equal(peer.isEnded, false);
    peer.send(headers(0x7fff_fffd, [":status", "200"], { endStream: true }));
    assert.ok(peer.isEnded);
    assert.equal(peer.events.at(-1), "closed orderly");
  });
});

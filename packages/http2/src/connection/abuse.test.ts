import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AllowanceTable } from "../limits/allowance-table.ts";
import type { Limits } from "../limits.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import { RecordingAcceptor } from "./recorder.test.support.ts";
import {
  data,
  goaway,
  headers,
  ping,
  priority,
  raw,
  request,
  reset,
  type ScriptFrame,
  settings,
  settingsAck,
  windowUpdate,
} from "./script-frames.test.support.ts";
import { createClientPeer, type ScriptedPeer } from "./scripted-peer.test.support.ts";

function setUp(limits: Partial<Limits> = {}): { peer: ScriptedPeer; acceptor: RecordingAcceptor } {
  const acceptor = new RecordingAcceptor();
  const peer = createClientPeer(acceptor, { limits });
  peer.handshake();
  return { peer, acceptor };
}

/** Sends until the connection gives up; how often that took. */
function sendUntilClosed(
  peer: ScriptedPeer,
  most: number,
  next: (i: number) => ScriptFrame[],
): number {
  for (let i = 0; i < most; i++) {
    if (peer.isEnded) return i;
    peer.send(...next(i));
  }
  return most;
}

describe("limits", () => {
  test("streams at once: a further one is refused, and accepted once there is room", () => {
    const { peer, acceptor } = setUp({ maxConcurrentStreams: 2 });
    for (const id of [1, 3, 5]) peer.send(headers(id, request("/")));
    peer.receives(reset(5, "REFUSED_STREAM"));
    acceptor.at(0).stream?.reset(8);
    peer.receives(reset(1, "CANCEL"));
    peer.send(data(5, "x"), headers(7, request("/")));
    peer.receives();
    assert.equal(acceptor.requests.length, 3);
  });

  test("rapid reset", () => {
    const { peer } = setUp({ rapidResetBurst: 100, rapidResetPerSecond: 10 });
    const count = sendUntilClosed(peer, 1000, (i) => [
      headers(1 + 2 * i, request("/")),
      reset(1 + 2 * i, "CANCEL"),
    ]);
    assert.equal(count, 101);
    peer.seesConnectionError("ENHANCE_YOUR_CALM", "H2_RAPID_RESET");
  });

  test("rapid reset, spread over time, is no attack", () => {
    const { peer } = setUp({ rapidResetBurst: 100, rapidResetPerSecond: 10 });
    const count = sendUntilClosed(peer, 1000, (i) => {
      peer.nowMs += 100;
      return [headers(1 + 2 * i, request("/")), reset(1 + 2 * i, "CANCEL")];
    });
    assert.equal(count, 1000);
    assert.equal(peer.closedBy, undefined);
  });

  test("streams that the peer makes us reset count like those it resets", () => {
    const { peer } = setUp({ rapidResetBurst: 100, rapidResetPerSecond: 10 });
    const count = sendUntilClosed(peer, 1000, (i) => [
      headers(1 + 2 * i, request("/")),
      raw(8, 0, 1 + 2 * i, [0, 0, 0, 0]),
    ]);
    assert.ok(count < 1000, "never stopped");
  });

  test("calls given up after a while are no attack", () => {
    const { peer } = setUp({ rapidResetBurst: 100, rapidResetPerSecond: 10 });
    for (let round = 0; round < 20; round++) {
      const ids = Array.from({ length: 50 }, (_, i) => 1 + 2 * (round * 50 + i));
      peer.send(...ids.map((id) => headers(id, request("/"))));
      peer.nowMs += 25;
      peer.send(...ids.map((id) => reset(id, "CANCEL")));
    }
    assert.equal(peer.closedBy, undefined);
  });

  test("a PING for each round trip with data is no flood", () => {
    const { peer, acceptor } = setUp({ controlFrameBurst: 50, controlFramesPerSecond: 1 });
    for (let i = 0; i < 500; i++) {
      peer.send(headers(1 + 2 * i, request("/")), ping("12345678"));
      acceptor.at(i).stream?.sendTrailers(new HeaderTemplate([":status", "200"]), []);
    }
    assert.equal(peer.closedBy, undefined);
  });

  const floods: Record<string, (i: number) => ScriptFrame[]> = {
    PING: () => [ping("12345678")],
    SETTINGS: () => [settings()],
    PRIORITY: (i) => [priority(1 + 2 * i, 0)],
    "unknown frames": () => [raw(0xee, 0, 0, [])],
    "empty DATA": () => [data(1, "")],
  };
  for (const [name, next] of Object.entries(floods)) {
    test(`flood of ${name}`, () => {
      const { peer } = setUp({ controlFrameBurst: 200, controlFramesPerSecond: 10 });
      peer.send(headers(1, request("/")));
      const count = sendUntilClosed(peer, 5000, next);
      // Four are earned by the request.
      assert.ok(count <= 205, `${count} frames`);
      assert.equal(peer.closedBy?.token, "H2_CONTROL_FLOOD");
    });
  }

  test("answers that the peer does not read", () => {
    const { peer } = setUp({ maxUnreadControlBytes: 1000 });
    const count = sendUntilClosed(peer, 5000, () => [ping("12345678")]);
    assert.ok(count <= 60, `${count} PINGs`);
    assert.equal(peer.closedBy?.token, "H2_UNREAD_ANSWERS");
  });

  test("responses that the peer does not read count as open streams", () => {
    const { peer, acceptor } = setUp({ maxConcurrentStreams: 10, controlFrameBurst: 100 });
    acceptor.onOpened = (_recorder, stream) =>
      stream.sendTrailers(new HeaderTemplate([":status", "200"]), []);
    const count = sendUntilClosed(peer, 5000, (i) => [
      headers(1 + 2 * i, request("/"), { endStream: true }),
    ]);
    assert.equal(acceptor.requests.length, 10);
    assert.ok(count <= 111, `${count} requests`);
    assert.equal(peer.closedBy?.token, "H2_CONTROL_FLOOD");
  });

  test("requests whose responses are read can go on for ever", () => {
    const { peer, acceptor } = setUp({ maxConcurrentStreams: 10, controlFrameBurst: 100 });
    acceptor.onOpened = (_recorder, stream) =>
      stream.sendTrailers(new HeaderTemplate([":status", "200"]), []);
    for (let i = 0; i < 500; i++) {
      peer.send(headers(1 + 2 * i, request("/"), { endStream: true }));
      if (i % 10 === 9) assert.equal(peer.take().length, 10);
    }
    assert.equal(acceptor.requests.length, 500);
  });

  test("flood of CONTINUATION", () => {
    const { peer } = setUp({ maxContinuationFrames: 8 });
    peer.send(raw(1, 0, 1, []));
    const count = sendUntilClosed(peer, 100, () => [raw(9, 0, 1, [])]);
    assert.equal(count, 9);
    assert.equal(peer.closedBy?.token, "H2_CONTINUATION_FLOOD");
  });

  test("a block that never ends is not kept", () => {
    const { peer } = setUp({ maxHeaderBlockBytes: 2000 });
    peer.send(raw(1, 0, 1, []));
    const count = sendUntilClosed(peer, 100, () => [raw(9, 0, 1, new Uint8Array(500))]);
    assert.ok(count <= 5, `${count} frames of 500 bytes`);
    assert.equal(peer.closedBy?.token, "H2_CONTINUATION_FLOOD");
  });

  test("an HPACK bomb is handed on cut off, for the server to answer", () => {
    const { peer, acceptor } = setUp({ maxFieldSectionSize: 16_384 });
    const block = peer.block([...request("/"), "x", "y".repeat(1900)]);
    peer.send(raw(1, 4, 1, block));
    // The entry is in the table from its second sight on.
    peer.send(raw(1, 4, 3, peer.block([...request("/"), "x", "y".repeat(1900)])));
    const again = peer.block([...request("/"), "x", "y".repeat(1900)]);
    const bomb = new Uint8Array(again.length + 5000).fill(again.at(-1) as number);
    bomb.set(again);
    peer.send(raw(1, 4, 5, bomb));
    assert.equal(peer.closedBy, undefined);
    const section = acceptor.at(2).section;
    assert.equal(section?.malformed, "H2_FIELD_SECTION_TOO_LARGE");
    assert.ok((section?.fields.length ?? 0) < 40);
  });

  test("streams refused for want of room cannot be opened without end", () => {
    const { peer } = setUp({ maxConcurrentStreams: 1, controlFrameBurst: 100 });
    peer.send(headers(1, request("/")));
    const count = sendUntilClosed(peer, 20_000, (i) => [headers(3 + 2 * i, request("/"))]);
    assert.ok(count <= 101, `${count} streams`);
  });

  test("WINDOW_UPDATE by small steps sends one frame a turn, not one a step", () => {
    const { peer, acceptor } = setUp();
    peer.send(settings([4, 0]), headers(1, request("/"), { endStream: true }));
    const stream = acceptor.at(0).stream;
    stream?.sendHeaders(new HeaderTemplate([":status", "200"]), []);
    stream?.sendData(Buffer.alloc(100, "x"), true);
    for (let i = 0; i < 50; i++) peer.send(windowUpdate(1, 1));
    // One frame for all of a turn.
    peer.receives(settingsAck, headers(1, [":status", "200"]), data(1, "x".repeat(50)));
    for (let i = 0; i < 50; i++) peer.send(windowUpdate(1, 1));
    peer.receives(data(1, "x".repeat(50), { endStream: true }));
  });

  const uncounted: Record<string, (i: number) => ScriptFrame[]> = {
    GOAWAY: () => [goaway(0, "NO_ERROR")],
    "acknowledgements of SETTINGS": () => [settingsAck],
    "acknowledgements of PING": () => [ping("12345678", { ack: true })],
    "WINDOW_UPDATE on the connection": () => [windowUpdate(0, 1)],
    "WINDOW_UPDATE on a stream": () => [windowUpdate(1, 1)],
    "WINDOW_UPDATE on a closed stream": () => [windowUpdate(3, 1)],
    "RST_STREAM on a closed stream": () => [reset(3, "CANCEL")],
    "DATA on a reset stream": () => [data(3, "abc")],
    "HEADERS on a reset stream": () => [headers(3, request("/"))],
    "DATA of one byte": () => [data(1, "x")],
    "DATA of padding": () => [data(1, "", { padding: 10 })],
  };
  for (const [name, next] of Object.entries(uncounted)) {
    test(`flood of ${name}`, () => {
      const { peer, acceptor } = setUp({ controlFrameBurst: 200, controlFramesPerSecond: 10 });
      peer.send(headers(1, request("/")), headers(3, request("/")));
      acceptor.at(1).stream?.reset(8);
      const count = sendUntilClosed(peer, 5000, next);
      assert.ok(count <= 450, `${count} frames`);
      assert.equal(peer.closedBy?.token, "H2_CONTROL_FLOOD");
    });
  }

  test("one-byte windows do not justify their updates", () => {
    const { peer, acceptor } = setUp({ controlFrameBurst: 200, controlFramesPerSecond: 10 });
    peer.send(settings([4, 0]), headers(1, request("/"), { endStream: true }));
    const { stream } = acceptor.at(0);
    stream?.sendHeaders(new HeaderTemplate([":status", "200"]), []);
    stream?.sendData(new Uint8Array(100_000), true);
    const count = sendUntilClosed(peer, 5000, () => [windowUpdate(1, 1)]);
    assert.ok(count <= 250, `${count} updates`);
    assert.equal(peer.closedBy?.token, "H2_CONTROL_FLOOD");
  });

  test("small messages and updates for each of them are not a flood", () => {
    const { peer, acceptor } = setUp({ controlFrameBurst: 50, controlFramesPerSecond: 1 });
    peer.send(headers(1, request("/")));
    const { stream } = acceptor.at(0);
    stream?.sendHeaders(new HeaderTemplate([":status", "200"]), []);
    const { output } = peer.connection;
    for (let i = 0; i < 2000; i++) {
      peer.send(data(1, "\0\0\0\0\0"));
      const start = stream?.reserve() ?? -1;
      assert.ok(start >= 0);
      stream?.commit(start, start + 5, false);
      peer.take();
      peer.send(windowUpdate(1, 5), windowUpdate(0, 5));
    }
    assert.equal(peer.closedBy, undefined);
    assert.ok(output.bytes.length >= 0);
  });

  test("the limit that ended a connection is named in GOAWAY and reported", () => {
    const { peer } = setUp({ rapidResetBurst: 10, rapidResetPerSecond: 1 });
    sendUntilClosed(peer, 1000, (i) => [
      headers(1 + 2 * i, request("/")),
      reset(1 + 2 * i, "CANCEL"),
    ]);
    const last = peer.take().at(-1);
    assert.equal(last?.type === "GOAWAY" && last.debug, "H2_RAPID_RESET rapidResetBurst");
    assert.deepEqual(
      peer.limitEvents.map(({ limit, action }) => [limit, action]),
      [["rapidResetBurst", "closed-connection"]],
    );
    assert.ok(!peer.closedBy?.stack?.includes("\n    at "), "it carries no stack trace");
  });

  test("metadata beyond the limit costs its own call alone", () => {
    const { peer, acceptor } = setUp();
    peer.send(headers(1, request("/")));
    const block = peer.block([...request("/"), "x", "y".repeat(140_000)]);
    peer.send(raw(1, 0, 3, block.subarray(0, 16_384)));
    for (let at = 16_384; at < block.length; at += 16_384) {
      const part = block.subarray(at, at + 16_384);
      peer.send(raw(9, at + 16_384 >= block.length ? 4 : 0, 3, part));
    }
    assert.equal(acceptor.at(1).section?.malformed, "H2_FIELD_SECTION_TOO_LARGE");
    assert.equal(acceptor.at(1).section?.fields.length, 8);
    // The dynamic table is in step, and the other call goes on.
    peer.send(headers(5, request("/", "a", "b")), data(1, "abcdef"));
    assert.deepEqual(acceptor.at(2).section?.fields.slice(-2), ["a", "b"]);
    assert.equal(acceptor.at(0).events.at(-1), "data abcdef");
    assert.equal(peer.closedBy, undefined);
    assert.equal(peer.limitEvents[0]?.limit, "maxFieldSectionSize");
  });

  test("oversized metadata on call after call ends the connection", () => {
    const { peer } = setUp({ oversizedHeaderBurst: 300_000, oversizedHeaderBytesPerSecond: 1 });
    const count = sendUntilClosed(peer, 100, (i) => {
      const block = peer.block([...request("/"), "x", "y".repeat(70_000)]);
      return [
        raw(1, 0, 1 + 2 * i, block.subarray(0, 16_384)),
        raw(9, 4, 1 + 2 * i, block.subarray(16_384)),
      ];
    });
    assert.equal(count, 5);
    assert.equal(peer.closedBy?.limit, "oversizedHeaderBurst");
  });

  test("a reconnect renews nothing; calls are not slowed", () => {
    const limits = {
      controlFrameBurst: 100,
      controlFramesPerSecond: 1,
      rapidResetBurst: 100,
      rapidResetPerSecond: 1,
    };
    const table = new AllowanceTable({ limits, now: () => 0 });
    const connect = (address: string) => {
      const acceptor = new RecordingAcceptor();
      const allowance = table.of(address);
      const peer = createClientPeer(acceptor, { limits, ...(allowance && { allowance }) });
      peer.handshake();
      return { peer, acceptor };
    };
    const flood = (address: string) =>
      sendUntilClosed(connect(address).peer, 1000, () => [ping("12345678")]);
    assert.ok(flood("10.0.0.1") > 100);
    assert.ok(flood("10.0.0.1") < 30);
    assert.ok(flood("::ffff:10.0.0.1") < 30);
    assert.ok(flood("10.0.0.2") > 100, "another address has its own");
    const { peer, acceptor } = connect("10.0.0.1");
    for (let i = 0; i < 1000; i++) {
      // An honest client that gives up one call in two and sends a PING with each.
      peer.send(headers(1 + 2 * i, request("/")), ping("12345678"));
      if (i % 2 === 0) peer.send(reset(1 + 2 * i, "CANCEL"));
      else
        acceptor.requests.at(-1)?.stream?.sendTrailers(new HeaderTemplate([":status", "200"]), []);
      if (i % 2 === 1) peer.send(data(1 + 2 * i, "", { endStream: true }));
      peer.take();
    }
    assert.equal(peer.closedBy, undefined);
  });

  test("a client that drops connections right after its requests uses its address's allowance up", () => {
    const table = new AllowanceTable({ limits: { connectionBurst: 1000 }, now: () => 0 });
    const allowance = table.of("10.0.0.1");
    assert.ok(allowance !== undefined);
    let drops = 0;
    while (drops < 1000 && allowance.connect(0) === undefined) {
      const peer = createClientPeer(new RecordingAcceptor(), { allowance });
      peer.handshake();
      peer.send(headers(1, request("/")));
      peer.connection.socketClosed(undefined);
      drops += 1;
    }
    assert.ok(drops < 600, `${drops} connections`);
    assert.equal(allowance.connect(0), "rapidResetBurst");
    assert.equal(table.of("10.0.0.2")?.connect(0), undefined);
  });

  test("connections beyond a burst are named, and time refills it", () => {
    const limits = { connectionBurst: 10, connectionsPerSecond: 5 };
    const allowance = new AllowanceTable({ limits, now: () => 0 }).of("10.0.0.1");
    for (let i = 0; i < 10; i++) assert.equal(allowance?.connect(0), undefined);
    assert.equal(allowance?.connect(0), "connectionBurst");
    assert.equal(allowance?.connect(200), undefined);
  });
});

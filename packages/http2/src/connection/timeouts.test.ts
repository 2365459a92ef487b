import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { Timers } from "../timers.ts";
import { PREFACE } from "./preface.ts";
import { RecordingAcceptor } from "./recorder.test.support.ts";
import {
  data,
  goaway,
  headers,
  ping,
  raw,
  request,
  settings,
} from "./script-frames.test.support.ts";
import { createClientPeer, type ScriptedPeer } from "./scripted-peer.test.support.ts";
import type { TimeoutSettings } from "./timeouts.ts";

const ok = new HeaderTemplate([":status", "200"]);

/** A connection with timeouts, and time that passes when the test says so. */
function setUp(timeouts: Partial<TimeoutSettings>): {
  peer: ScriptedPeer;
  acceptor: RecordingAcceptor;
  pass: (ms: number) => void;
  timersSet: () => number;
} {
  const waiting = new Set<{ atMs: number; callback: () => void }>();
  let nowMs = 0;
  let set = 0;
  const timers: Timers = {
    schedule(callback, delayMs) {
      const timer = { atMs: nowMs + delayMs, callback };
      waiting.add(timer);
      set += 1;
      return { cancel: () => waiting.delete(timer) };
    },
  };
  const acceptor = new RecordingAcceptor();
  const peer = createClientPeer(acceptor, { timeouts, timers, random: () => 0.5 });
  return {
    peer,
    acceptor,
    timersSet: () => set,
    pass: (ms) => {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...waiting].sort((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > untilMs) break;
        waiting.delete(next);
        nowMs = next.atMs;
        peer.nowMs = nowMs;
        next.callback();
      }
      nowMs = untilMs;
      peer.nowMs = nowMs;
    },
  };
}

describe("timeouts", () => {
  test("a client that says nothing, or not all of it", () => {
    for (const begin of [[], [...PREFACE.subarray(0, 10)], [...PREFACE]]) {
      const { peer, pass } = setUp({ prefaceTimeoutMs: 100 });
      peer.sendBytes(Uint8Array.from(begin));
      pass(99);
      assert.equal(peer.isEnded, false);
      pass(2);
      assert.equal(peer.closedBy?.limit, "prefaceTimeoutMs");
      assert.equal(peer.limitEvents[0]?.action, "closed-connection");
    }
  });

  test("a header block that is not ended", () => {
    const { peer, pass } = setUp({ headerTimeoutMs: 100 });
    peer.handshake();
    pass(5000);
    peer.send(raw(1, 0, 1, [0x82]));
    pass(60);
    peer.send(raw(9, 0, 1, [0x86]));
    pass(39);
    assert.equal(peer.isEnded, false);
    pass(2);
    assert.equal(peer.closedBy?.limit, "headerTimeoutMs");
  });

  test("a body timeout that is off cancels nothing when another one is looked at", () => {
    const { peer, acceptor, pass } = setUp({ bodyTimeoutMs: Infinity, headerTimeoutMs: 100 });
    peer.handshake();
    peer.send(headers(1, request("/")));
    const stream = acceptor.at(0).stream;
    assert.ok(stream !== undefined);
    stream.awaitsBody = true;
    const bytes = peer.encode(ping("12345678"));
    peer.sendBytes(bytes.subarray(0, 5));
    pass(50);
    peer.sendBytes(bytes.subarray(5));
    pass(10_000);
    assert.deepEqual(peer.limitEvents, []);
    assert.deepEqual(
      acceptor.at(0).events.filter((event) => event.startsWith("failure")),
      [],
    );
  });

  test("a frame that comes byte by byte", () => {
    const { peer, pass } = setUp({ headerTimeoutMs: 100 });
    peer.handshake();
    const bytes = peer.encode(ping("12345678"));
    for (const byte of bytes.subarray(0, 12)) {
      pass(9);
      peer.sendBytes(Uint8Array.of(byte));
    }
    assert.equal(peer.isEnded, false);
    pass(100);
    assert.equal(peer.closedBy?.limit, "headerTimeoutMs");
  });

  test("frames and blocks that come whole in time are fine", () => {
    const { peer, pass } = setUp({ headerTimeoutMs: 100 });
    peer.handshake();
    for (let i = 0; i < 50; i++) {
      const bytes = peer.encode(headers(1 + 2 * i, request("/")), ping("12345678"));
      peer.sendBytes(bytes.subarray(0, bytes.length - 3));
      pass(50);
      peer.sendBytes(bytes.subarray(bytes.length - 3));
      pass(10);
    }
    assert.equal(peer.closedBy, undefined);
  });

  test("an idle connection is closed by GOAWAY; one with a stream is not", () => {
    const { peer, acceptor, pass } = setUp({ maxConnectionIdleMs: 1000 });
    peer.handshake();
    pass(900);
    peer.send(headers(1, request("/"), { endStream: true }));
    pass(5000);
    peer.receives();
    acceptor.at(0).stream?.sendTrailers(ok, []);
    peer.take();
    peer.send(ping("12345678"));
    peer.take();
    pass(1900);
    const frames = peer.take();
    assert.deepEqual(frames[0], goaway(0x7fff_ffff, "NO_ERROR", ""));
    const [, probe] = frames;
    assert.ok(probe?.type === "PING");
    peer.send(ping(probe.payload, { ack: true }));
    assert.equal(peer.events.at(-1), "closed orderly");
    assert.deepEqual(peer.limitEvents, [
      {
        limit: "maxConnectionIdleMs",
        action: "closed-connection",
        detail: "the connection has carried no call for 1000 ms",
      },
    ]);
  });

  test("a connection of a certain age drains, and is closed after the grace", () => {
    const { peer, pass } = setUp({ maxConnectionAgeMs: 1000, maxConnectionAgeGraceMs: 500 });
    peer.handshake();
    peer.send(headers(1, request("/")));
    pass(999);
    peer.receives();
    pass(2);
    assert.equal(peer.take()[0]?.type, "GOAWAY");
    const { limit, action } = peer.limitEvents[0] ?? {};
    assert.deepEqual([limit, action], ["maxConnectionAgeMs", "closed-connection"]);
    pass(400);
    assert.equal(peer.isEnded, false);
    pass(200);
    assert.ok(peer.isEnded);
  });

  test("a request body that stands still is cancelled, once somebody waits for it", () => {
    const { peer, acceptor, pass } = setUp({ bodyTimeoutMs: 100 });
    peer.handshake();
    peer.send(headers(1, request("/")), headers(3, request("/")));
    const { stream } = acceptor.at(0);
    assert.ok(stream !== undefined);
    stream.awaitsBody = true;
    for (let i = 0; i < 10; i++) {
      pass(80);
      peer.send(data(1, "a"));
    }
    assert.equal(acceptor.at(0).failure, undefined);
    pass(250);
    assert.match(acceptor.at(0).failure?.message ?? "", /bodyTimeoutMs/);
    assert.equal(acceptor.at(1).failure, undefined, "nobody waits for the other's");
    assert.equal(peer.closedBy, undefined);
    assert.equal(peer.limitEvents[0]?.limit, "bodyTimeoutMs");
  });

  test("a client that went away in error is not served on", () => {
    const { peer, pass } = setUp({});
    peer.handshake();
    peer.send(headers(1, request("/")), goaway(0, "INTERNAL_ERROR"));
    pass(1001);
    assert.ok(peer.isEnded);
  });

  test("a client that went away in order is served on for five minutes, not for ever", () => {
    const { peer, pass } = setUp({});
    peer.handshake();
    peer.send(headers(1, request("/")), goaway(0, "NO_ERROR"));
    // The body still comes: no other timeout is due.
    for (let i = 0; i < 299; i++) {
      pass(1000);
      peer.send(data(1, "a"));
    }
    assert.equal(peer.isEnded, false);
    pass(1001);
    assert.ok(peer.isEnded);
    assert.deepEqual(peer.limitEvents, [], "the client wanted to leave: no limit is the reason");
  });

  test("calls set no timers", () => {
    const { peer, acceptor, timersSet } = setUp({});
    peer.handshake();
    peer.send(settings());
    for (let i = 0; i < 1000; i++) {
      peer.send(headers(1 + 2 * i, request("/"), { endStream: true }));
      acceptor.at(i).stream?.sendTrailers(ok, []);
      peer.take();
    }
    assert.ok(timersSet() <= 3, `${timersSet()} timers`);
  });
});

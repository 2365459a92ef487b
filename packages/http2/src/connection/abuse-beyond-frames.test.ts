import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AllowanceTable } from "../limits/allowance-table.ts";
import type { Limits } from "../limits.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import { RecordingAcceptor } from "./recorder.test.support.ts";
import { data, headers, ping, request, settingsAck } from "./script-frames.test.support.ts";
import {
  createClientPeer,
  type PeerOptions,
  type ScriptedPeer,
} from "./scripted-peer.test.support.ts";

const ok = new HeaderTemplate([":status", "200"]);
const MiB = 1024 * 1024;

function setUp(options: PeerOptions = {}): { peer: ScriptedPeer; acceptor: RecordingAcceptor } {
  const acceptor = new RecordingAcceptor();
  const peer = createClientPeer(acceptor, options);
  peer.handshake();
  return { peer, acceptor };
}

describe("bodies that break the protocol above HTTP/2", () => {
  test("cost what a stream error costs, and end the connection in the end", () => {
    const { peer, acceptor } = setUp({ limits: { rapidResetBurst: 100, rapidResetPerSecond: 1 } });
    let count = 0;
    while (!peer.isEnded && count < 1000) {
      peer.send(headers(1 + 2 * count, request("/")));
      acceptor.at(count).stream?.blame();
      count += 1;
    }
    assert.ok(count > 8 && count < 15, `${count} of them`);
    assert.equal(peer.closedBy?.limit, "rapidResetBurst");
    // One that was under way may find out later.
    acceptor.at(0).stream?.blame();
  });
});

describe("a connection that is cut off", () => {
  test("uses up its address's allowance by the calls that it had open", () => {
    const limits = { controlFrameBurst: 10, rapidResetBurst: 1000, rapidResetPerSecond: 1 };
    const table = new AllowanceTable({ limits, now: () => 0 });
    const allowance = table.of("10.0.0.1");
    assert.ok(allowance !== undefined);
    const { peer } = setUp({ limits, allowance });
    for (let i = 0; i < 990; i++) peer.send(headers(1 + 2 * i, request("/")));
    assert.ok(!allowance.resets.isShortOf(32, 0));
    while (!peer.isEnded) peer.send(ping("12345678"));
    assert.ok(allowance.resets.isShortOf(32, 0));
  });
});

describe("messages that inflate to many times their size", () => {
  const limits: Partial<Limits> = { amplifiedBurst: 8 * MiB, amplifiedBytesPerSecond: MiB };

  test("wait once the allowance is used up, which is reported once", () => {
    const { peer, acceptor } = setUp({ limits });
    peer.send(headers(1, request("/")));
    const { stream } = acceptor.at(0);
    const inflate = () => stream?.countInflated(0, 4 * MiB);
    assert.deepEqual([inflate(), inflate()], [0, 0]);
    assert.equal(inflate(), 4000);
    assert.equal(inflate(), 5000, "no longer than that");
    assert.deepEqual(
      peer.limitEvents.map(({ limit, action }) => [limit, action]),
      [["amplifiedBurst", "throttled"]],
    );
  });

  test("are not those that inflate to a few times their size, however large", () => {
    const { peer, acceptor } = setUp({ limits });
    peer.send(headers(1, request("/")));
    for (let i = 0; i < 1000; i++) {
      assert.equal(acceptor.at(0).stream?.countInflated(MiB, 60 * MiB), 0);
    }
    assert.deepEqual(peer.limitEvents, []);
  });
});

describe("a connection of an address that has used its allowance up", () => {
  const streams = (peer: ScriptedPeer) =>
    peer.take().flatMap((frame) => (frame.type === "SETTINGS" ? [frame] : []));

  test("begins with a hundred streams, and has all once as many calls have ended in order", () => {
    const { peer, acceptor } = setUp({ startsSlowly: true });
    for (let i = 0; i < 101; i++) peer.send(headers(1 + 2 * i, request("/"), { endStream: true }));
    assert.equal(acceptor.requests.length, 100);
    peer.take();
    for (let i = 0; i < 100; i++) {
      assert.deepEqual(streams(peer), []);
      acceptor.at(i).stream?.sendTrailers(ok, []);
    }
    assert.match(JSON.stringify(streams(peer)), /\[3,1000\]/);
    peer.send(settingsAck);
    for (let i = 200; i < 800; i++) peer.send(headers(1 + 2 * i, request("/")));
    assert.equal(acceptor.requests.length, 700);
    assert.equal(peer.closedBy, undefined);
  });

  test("has no more for calls that are reset", () => {
    const { peer, acceptor } = setUp({ startsSlowly: true });
    for (let i = 0; i < 300; i++) {
      peer.send(headers(1 + 2 * i, request("/")), data(1 + 2 * i, "abcdef"));
      acceptor.at(i).stream?.reset(8);
      assert.deepEqual(streams(peer), []);
    }
  });
});

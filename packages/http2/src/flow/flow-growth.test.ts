import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KIB, MIB, Side } from "./flow-control.test.support.ts";

describe("growth", () => {
  /** The peer fills what it may send once in each round trip of 50 ms. Returns the last window. */
  function run(side: Side, trips: number, bytesPerTrip: number): number {
    const stream = side.open();
    let sent = 0;
    for (let trip = 0; trip < trips; trip++) {
      sent = 0;
      while (sent < bytesPerTrip && side.flow.fitsStream(stream, 16 * KIB)) {
        side.receive(stream, 16 * KIB);
        sent += 16 * KIB;
      }
      side.nowMs += 50;
      side.flow.credit(stream, sent);
      side.flow.onPingAck(Uint8Array.from(Buffer.from("trambdp!")));
    }
    return sent;
  }

  test("follows a reader who keeps up, to 8 MiB in a few round trips", () => {
    const side = new Side(undefined, 16 * MIB, true);
    assert.equal(run(side, 12, Infinity), 8 * MIB);
    assert.ok(side.pings <= 12, `${side.pings} PINGs`);
  });

  test("ends where the path is full", () => {
    const side = new Side(undefined, 16 * MIB, true);
    const stream = side.open();
    run(side, 20, 300 * KIB);
    // A stream that is read is offered no more than a few round trips' worth.
    for (let i = 0; i < 40; i++) {
      side.receive(stream, 16 * KIB);
      side.flow.credit(stream, 16 * KIB);
    }
    const updates = side.updates.filter((update) => !update.startsWith("0 "));
    const widest = Math.max(...updates.map((update) => Number(update.split(" ")[1])));
    assert.ok(widest <= 4 * 320 * KIB, `${widest}`);
  });

  /** The peer fills the window, and the reader empties it, in turns: the PING is acknowledged before more comes. */
  function takeTurns(side: Side, roundTripMs: number, readBytes: number): number {
    const stream = side.open();
    for (let turn = 0; turn < 20; turn++) {
      let come = 0;
      while (side.flow.fitsStream(stream, 16 * KIB)) {
        side.receive(stream, 16 * KIB);
        come += 16 * KIB;
      }
      for (let read = 0; read < Math.min(come, readBytes); read += KIB)
        side.flow.credit(stream, KIB);
      side.nowMs += roundTripMs;
      side.flow.onPingAck(Uint8Array.from(Buffer.from("trambdp!")));
    }
    let window = 0;
    while (side.flow.fitsStream(stream, window + KIB)) window += KIB;
    return window + stream.heldBytes;
  }

  test("to 256 KiB follows a reader on a short path who waits for the peer, which no PING shows", () => {
    const quick = takeTurns(new Side(undefined, 16 * MIB, true), 0.2, Infinity);
    assert.ok(quick >= 128 * KIB && quick <= 256 * KIB, `${quick}`);
    const slow = takeTurns(new Side(undefined, 16 * MIB, true), 0.2, 8 * KIB);
    assert.ok(slow <= 64 * KIB, `${slow}`);
    const unread = takeTurns(new Side(undefined, 16 * MIB, true), 0.2, 0);
    assert.ok(unread <= 64 * KIB, `${unread}`);
  });

  test("does not happen to a stream that nobody reads, nor when the window was given", () => {
    const side = new Side(undefined, 16 * MIB, true);
    const unread = side.open();
    run(side, 12, Infinity);
    side.receive(unread, 64 * KIB);
    assert.equal(side.flow.fitsStream(unread, 1), false);
    assert.equal(side.updatesOf(unread).length, 0);
    const fixed = new Side(undefined, 16 * MIB, false);
    assert.equal(run(fixed, 12, Infinity), 64 * KIB);
    assert.equal(fixed.pings, 0);
  });

  test("does not happen while the reader is slower than the path", () => {
    const side = new Side(undefined, 16 * MIB, true);
    const stream = side.open();
    for (let trip = 0; trip < 20; trip++) {
      while (side.flow.fitsStream(stream, 16 * KIB)) side.receive(stream, 16 * KIB);
      side.nowMs += 50;
      side.flow.onPingAck(Uint8Array.from(Buffer.from("trambdp!")));
      side.flow.credit(stream, 32 * KIB);
    }
    const updates = side.updatesOf(stream).map((update) => Number(update.split(" ")[1]));
    assert.ok(side.pings > 0);
    assert.ok(Math.max(...updates) <= 64 * KIB, `${updates}`);
  });

  test("sends no PING that no data precedes", () => {
    const side = new Side(undefined, 16 * MIB, true);
    const stream = side.open();
    side.receive(stream, 60 * KIB);
    side.flow.credit(stream, 35 * KIB);
    assert.equal(side.pings, 0);
    side.receive(stream, KIB);
    assert.equal(side.pings, 1);
    side.flow.onPingAck(Uint8Array.from(Buffer.from("trambdp!")));
    // A late reader: nothing has arrived since.
    side.flow.credit(stream, 26 * KIB);
    assert.equal(side.pings, 1);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../subchannel/testdata/fake-clock.ts";
import { IdleDoubt } from "./idle-doubt.ts";

function setUp(afterMs = 60_000) {
  const clock = new FakeClock();
  const pings: ((error: Error | undefined) => void)[] = [];
  const events: string[] = [];
  const link = {
    countedStreams: 0,
    lastReceiveMs: 0,
    ping: (done: (error: Error | undefined) => void) => void pings.push(done),
    onPeerSilent: (reason: string) => void events.push(reason),
  };
  const doubt = new IdleDoubt(link, afterMs, clock, () => events.push("trusted"));
  return { clock, pings, events, link, doubt };
}

test("a quiet connection is doubted, checked when it is wanted, and trusted again", async () => {
  const { clock, pings, events, link, doubt } = setUp();
  doubt.watch();
  await clock.advance(30_000);
  link.lastReceiveMs = 30_000;
  doubt.watch();
  await clock.advance(59_999);
  assert.equal(doubt.isDoubted, false, "the time counts from the last byte");
  await clock.advance(1);
  assert.equal(doubt.isDoubted, true);
  assert.equal(pings.length, 0, "nobody wants it yet");
  doubt.prove();
  doubt.prove();
  assert.equal(pings.length, 1);
  assert.equal(doubt.isProving, true);
  pings[0]?.(undefined);
  assert.deepEqual(events, ["trusted"]);
  assert.equal(doubt.isDoubted, false);
  assert.equal(clock.pending, 1, "the next watch");
  doubt.stop();
  assert.equal(clock.pending, 0);
});

test("a peer that does not respond in time is silent; any byte is a response", async () => {
  const { clock, events, link, doubt } = setUp();
  doubt.watch();
  await clock.advance(60_000);
  doubt.prove();
  await clock.advance(2_000);
  link.lastReceiveMs = clock.nowMs();
  await clock.advance(3_000);
  assert.deepEqual(events.splice(0), ["trusted"]);
  await clock.advance(60_000);
  doubt.prove();
  await clock.advance(4_999);
  assert.deepEqual(events, []);
  await clock.advance(1);
  assert.match(`${events}`, /did not respond to a PING within 5000 ms/);
  assert.equal(clock.pending, 0);
});

test("a connection with a stream is not doubted; Infinity switches it off", async () => {
  const { clock, link, doubt } = setUp();
  doubt.watch();
  link.countedStreams = 1;
  await clock.advance(600_000);
  assert.equal(doubt.isDoubted, false);
  assert.equal(clock.pending, 0);
  link.countedStreams = 0;
  link.lastReceiveMs = clock.nowMs();
  doubt.watch();
  await clock.advance(60_000);
  assert.equal(doubt.isDoubted, true);
  const off = setUp(Infinity);
  off.doubt.watch();
  assert.equal(off.clock.pending, 0);
});

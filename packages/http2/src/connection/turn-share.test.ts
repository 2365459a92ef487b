import assert from "node:assert/strict";
import { test } from "node:test";
import { RecordingAcceptor } from "./recorder.test.support.ts";
import { data, headers, ping, request } from "./script-frames.test.support.ts";
import { createClientPeer } from "./scripted-peer.test.support.ts";

test("a chunk is read in shares, between frames, and nothing is lost or repeated", () => {
  const acceptor = new RecordingAcceptor();
  const peer = createClientPeer(acceptor);
  peer.handshake();
  const pings = Array.from({ length: 200 }, (_, i) => ping(String(i).padStart(8, "0")));
  const bytes = peer.encode(headers(1, request("/")), data(1, "abc"), ...pings);
  let at = 0;
  let shares = 0;
  while (at < bytes.length) {
    const before = at;
    // The share is used up already: it stops at its first look at the clock.
    at = peer.connection.receive(bytes, bytes.length, at, 0, 0);
    assert.ok(at > before, "each share makes progress");
    shares += 1;
  }
  assert.ok(shares > 5, `${shares} shares`);
  assert.equal(acceptor.requests.length, 1);
  assert.equal(acceptor.at(0).events.at(-1), "data abc");
  const pongs = peer.take().filter((frame) => frame.type === "PING");
  assert.deepEqual(
    pongs.map((frame) => frame.payload),
    pings.map((frame) => (frame as { payload: string }).payload),
  );
});

// GOAWAY: RFC 9113 section 6.8, and the calls that it leaves unprocessed.
import assert from "node:assert/strict";
import { Flag, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { block, message, okTrailers, responseFields } from "../fields.ts";
import type { Peer } from "../peer.ts";
import { connectionError, ends, headers, respond } from "../scene.ts";

const { END_HEADERS, END_STREAM } = Flag;
const goaway = section("RFC 9113 6.8");

function sendGoaway(peer: Peer, lastStream: number, code = 0, debug = ""): void {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(lastStream, 0);
  payload.writeUInt32BE(code, 4);
  peer.frame(FrameType.GOAWAY, 0, 0, Buffer.concat([payload, Buffer.from(debug)]));
}

goaway("GOAWAY on a stream is PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.GOAWAY, 0, stream, Buffer.alloc(8));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
goaway("GOAWAY of fewer than 8 bytes is FRAME_SIZE_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(FrameType.GOAWAY, 0, 0, Buffer.alloc(7));
  await connectionError(peer, outcome, "FRAME_SIZE_ERROR");
});
goaway("streams up to the last id go on to their end", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  sendGoaway(peer, stream);
  respond(peer, stream);
  await ends(outcome, "OK");
  await peer.closed();
});
goaway("a call beyond the last id is repeated on another connection", async (scene) => {
  const { peer, outcome } = await scene.open();
  sendGoaway(peer, 0);
  const other = await scene.connected();
  respond(other, await other.request());
  await ends(outcome, "OK");
});
goaway(
  "a call beyond the last id is repeated after GOAWAY with an error code, too",
  async (scene) => {
    const { peer, outcome } = await scene.open();
    sendGoaway(peer, 0, 2, "restart");
    const other = await scene.connected();
    respond(other, await other.request());
    await ends(outcome, "OK");
  },
);
goaway("no stream is opened after GOAWAY", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  sendGoaway(peer, 0x7fff_ffff);
  await peer.alive("go on");
  const second = scene.call();
  const other = await scene.connected();
  respond(other, await other.request());
  await ends(second, "OK");
  const late = await peer.wait(({ type }) => type === FrameType.HEADERS, 50);
  assert.equal(late, undefined);
  respond(peer, stream);
  await ends(outcome, "OK");
});
goaway("a second GOAWAY may lower the last id", async (scene) => {
  const { peer, outcome } = await scene.open();
  sendGoaway(peer, 0x7fff_ffff);
  sendGoaway(peer, 0);
  const other = await scene.connected();
  respond(other, await other.request());
  await ends(outcome, "OK");
});
goaway("a second GOAWAY that raises the last id does not revive a stream", async (scene) => {
  const { peer, outcome } = await scene.open();
  sendGoaway(peer, 0);
  sendGoaway(peer, 0x7fff_ffff);
  const other = await scene.connected();
  respond(other, await other.request());
  await ends(outcome, "OK");
});
goaway("what a server still sends on a disowned stream is ignored", async (scene) => {
  const first = scene.call();
  const peer = await scene.connected();
  const kept = await peer.request();
  const second = scene.call();
  const disowned = await peer.request();
  sendGoaway(peer, kept);
  headers(peer, disowned, responseFields);
  peer.frame(FrameType.DATA, 0, disowned, message());
  headers(peer, disowned, okTrailers, END_STREAM);
  respond(peer, kept);
  await ends(first, "OK");
  const other = await scene.connected();
  respond(other, await other.request());
  await ends(second, "OK");
});
goaway("debug data reaches the error of calls that cannot be repeated", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  sendGoaway(peer, stream, 11, "too_many_calls");
  peer.socket.end();
  const { text } = await ends(outcome, "UNAVAILABLE");
  assert.match(text, /ENHANCE_YOUR_CALM|too_many_calls|closed/);
});
goaway("a stream that sent nothing is repeated, whatever its kind", async (scene) => {
  const call = scene.client.chat({ timeoutMs: 8000 });
  const peer = await scene.connected();
  await peer.request(false);
  sendGoaway(peer, 0);
  const other = await scene.connected();
  const stream = await other.request(false);
  headers(other, stream, responseFields);
  other.frame(FrameType.DATA, 0, stream, message());
  headers(other, stream, okTrailers, END_STREAM);
  let messages = 0;
  for await (const _ of call) messages += 1;
  assert.equal(messages, 1);
});
goaway("the reserved bit of the last stream id is ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE((stream | 0x8000_0000) >>> 0, 0);
  peer.frame(FrameType.GOAWAY, 0, 0, payload);
  peer.frame(FrameType.HEADERS, END_HEADERS, stream, block(...responseFields));
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers, END_STREAM);
  await ends(outcome, "OK");
});

export const goawayCases = goaway.cases;

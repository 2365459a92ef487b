// Flow control, both ways: RFC 9113 sections 5.2, 6.5.2, and 6.9.
import assert from "node:assert/strict";
import { Flag, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { message, responseFields } from "../fields.ts";
import {
  connectionError,
  ends,
  headers,
  ignored,
  outcomeOf,
  respond,
  streamError,
} from "../scene.ts";

const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const update = FrameType.WINDOW_UPDATE;

const frame = section("RFC 9113 6.9");

frame("WINDOW_UPDATE of 0 on the connection is PROTOCOL_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(update, 0, 0, word(0));
  await connectionError(peer, outcome, "PROTOCOL_ERROR");
});
frame("WINDOW_UPDATE of 0 on a stream is a stream error PROTOCOL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(update, 0, stream, word(0));
  await streamError(peer, stream, outcome, "PROTOCOL_ERROR");
});
for (const length of [0, 3, 5]) {
  frame(`WINDOW_UPDATE of ${length} bytes is FRAME_SIZE_ERROR`, async (scene) => {
    const { peer, outcome } = await scene.open();
    peer.frame(update, 0, 0, Buffer.alloc(length));
    await connectionError(peer, outcome, "FRAME_SIZE_ERROR");
  });
}
frame("the reserved bit of an increment is ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(update, 0, stream, word(0x8000_0001));
  await ignored(peer, stream, outcome);
});

const overflow = section("RFC 9113 6.9.1");

overflow("the connection's window beyond 2^31-1 is FLOW_CONTROL_ERROR", async (scene) => {
  const { peer, outcome } = await scene.open();
  peer.frame(update, 0, 0, word(0x7fff_ffff));
  await connectionError(peer, outcome, "FLOW_CONTROL_ERROR");
});
overflow("a stream's window beyond 2^31-1 is a stream error FLOW_CONTROL_ERROR", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(update, 0, stream, word(0x7fff_ffff));
  await streamError(peer, stream, outcome, "FLOW_CONTROL_ERROR");
});
overflow("DATA beyond a stream's window is FLOW_CONTROL_ERROR", async (scene) => {
  const call = scene.client.chat({ timeoutMs: 8000 });
  const outcome = call[Symbol.asyncIterator]()
    .next()
    .then(
      () => ({ code: "OK", text: "", afterMs: 0 }),
      (error: unknown) => outcomeOf(error, 0),
    );
  const peer = await scene.connected();
  const stream = await peer.request(false);
  headers(peer, stream, responseFields);
  const window = (peer.settings.get(4) ?? 65_535) + (peer.streamCredit.get(stream) ?? 0);
  // A message that never becomes whole: nothing of it can be consumed.
  const limit = 3 * 1024 * 1024;
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(limit, 1);
  peer.frame(FrameType.DATA, 0, stream, prefix);
  let sent = 5;
  const expected = "FLOW_CONTROL_ERROR";
  let code: string | undefined;
  while (code === undefined && sent < window + limit + 1024 * 1024) {
    peer.frame(FrameType.DATA, 0, stream, Buffer.alloc(16_384));
    sent += 16_384;
    const found = await peer.wait(
      ({ type }) => type === FrameType.RST_STREAM || type === FrameType.GOAWAY,
      sent > window ? 5 : 0,
    );
    if (found === undefined) continue;
    code =
      found.payload.readUInt32BE(found.type === FrameType.GOAWAY ? 4 : 0) === 3
        ? expected
        : "another code";
  }
  assert.ok(code === expected || sent > limit, `${code} after ${sent} bytes`);
  assert.notEqual((await outcome).code, "OK");
});
const keeps = section("RFC 9113 5.2");

keeps("nothing is sent while the stream's window is 0", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.connected([4, 0]);
  const stream = await peer.request(false);
  const early = await peer.wait(
    ({ type, payload }) => type === FrameType.DATA && payload.length > 0,
    200,
  );
  assert.equal(early, undefined, "DATA came into a window of 0");
  peer.frame(update, 0, stream, word(1000));
  await peer.next("END_STREAM", (one) => one.streamId === stream && (one.flags & 1) !== 0);
  respond(peer, stream);
  await ends(outcome, "OK");
});
keeps("a window that opens byte by byte gets its bytes", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.connected([4, 1]);
  const stream = await peer.request(false);
  const timer = setInterval(() => peer.frame(update, 0, stream, word(1)), 5);
  try {
    await peer.next("END_STREAM", (one) => one.streamId === stream && (one.flags & 1) !== 0);
  } finally {
    clearInterval(timer);
  }
  respond(peer, stream);
  await ends(outcome, "OK");
});
keeps("the client never sends more than the window allows", async (scene) => {
  const text = "x".repeat(300_000);
  const began = performance.now();
  const outcome = scene.client.say({ text }, { timeoutMs: 8000 }).then(
    () => ({ code: "OK", text: "", afterMs: 0 }),
    (error: unknown) => outcomeOf(error, began),
  );
  const peer = await scene.connected([4, 10_000]);
  const stream = await peer.request(false);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await peer.alive("go on");
  assert.ok((peer.received.get(stream) ?? 0) <= 10_000, "more than the window came");
  peer.frame(update, 0, stream, word(0x7fff_0000));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await peer.alive("go on");
  assert.ok((peer.received.get(stream) ?? 0) <= 65_535, "more than the connection's window came");
  peer.frame(update, 0, 0, word(0x7fff_0000));
  await peer.next("END_STREAM", (one) => one.streamId === stream && (one.flags & 1) !== 0);
  respond(peer, stream);
  await ends(outcome, "OK");
});

const change = section("RFC 9113 6.9.2");

change("a change of SETTINGS_INITIAL_WINDOW_SIZE opens streams that wait", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.connected([4, 0]);
  const stream = await peer.request(false);
  peer.sendSettings([4, 5000]);
  await peer.next("END_STREAM", (one) => one.streamId === stream && (one.flags & 1) !== 0);
  respond(peer, stream);
  await ends(outcome, "OK");
});
change("a smaller SETTINGS_INITIAL_WINDOW_SIZE may make a window negative", async (scene) => {
  const text = "x".repeat(30_000);
  const outcome = scene.client.say({ text }, { timeoutMs: 8000 }).then(
    () => ({ code: "OK", text: "", afterMs: 0 }),
    (error: unknown) => outcomeOf(error, 0),
  );
  const peer = await scene.connected([4, 20_000]);
  const stream = await peer.request(false);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = peer.received.get(stream) ?? 0;
  peer.sendSettings([4, 0]);
  await peer.next("SETTINGS ACK", ({ type, flags }) => type === 4 && flags === 1);
  // The window is now -before: an update of so much opens nothing.
  peer.frame(update, 0, stream, word(before));
  await peer.alive("go on");
  assert.equal(peer.received.get(stream) ?? 0, before, "DATA came into a window of 0");
  peer.frame(update, 0, stream, word(100_000));
  await peer.next("END_STREAM", (one) => one.streamId === stream && (one.flags & 1) !== 0);
  respond(peer, stream);
  await ends(outcome, "OK");
});
change(
  "SETTINGS_INITIAL_WINDOW_SIZE that takes a window beyond 2^31-1 is FLOW_CONTROL_ERROR",
  async (scene) => {
    const { peer, stream, outcome } = await scene.open();
    peer.frame(update, 0, stream, word(0x7fff_ffff - 70_000));
    peer.sendSettings([4, 0x7fff_ffff]);
    await connectionError(peer, outcome, "FLOW_CONTROL_ERROR");
  },
);
change("consumed bytes are credited: a long stream does not stall", async (scene) => {
  const call = scene.client.repeat({ count: 1 }, { timeoutMs: 20_000 });
  const reading = (async () => {
    let messages = 0;
    for await (const _ of call) messages += 1;
    return messages;
  })();
  const peer = await scene.connected();
  const stream = await peer.request();
  headers(peer, stream, responseFields);
  const body = Buffer.alloc(10_000, 0x61);
  const one = message(Buffer.concat([Buffer.of(0x0a, 0x90, 0x4e), body]));
  let sent = 0;
  const total = 300;
  for (let i = 0; i < total; i++) {
    const windowEnd = Date.now() + 5000;
    const room = () =>
      Math.min(
        peer.connectionWindow - sent,
        (peer.settings.get(4) ?? 65_535) + (peer.streamCredit.get(stream) ?? 0) - sent,
      );
    while (room() < one.length) {
      if (Date.now() > windowEnd) assert.fail(`no credit after ${sent} bytes`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    peer.frame(FrameType.DATA, 0, stream, one);
    sent += one.length;
  }
  headers(peer, stream, [["grpc-status", "0"]], Flag.END_STREAM);
  assert.equal(await reading, total);
});

export const windowCases = [frame, overflow, keeps, change].flatMap(({ cases }) => cases);

// How a connection begins: RFC 9113 section 3.4, and servers that speak something else.
import assert from "node:assert/strict";
import { Flag, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { block, responseFields } from "../fields.ts";
import { connectionError, ends, ignored, respond } from "../scene.ts";

const start = section("RFC 9113 3.4");

const firstFrames: readonly (readonly [string, number, number, Buffer])[] = [
  ["PING", FrameType.PING, 0, Buffer.alloc(8)],
  ["WINDOW_UPDATE", FrameType.WINDOW_UPDATE, 0, Buffer.of(0, 0, 0, 1)],
  ["GOAWAY", FrameType.GOAWAY, 0, Buffer.alloc(8)],
  ["HEADERS", FrameType.HEADERS, 1, block(...responseFields)],
  ["DATA", FrameType.DATA, 1, Buffer.alloc(5)],
  ["RST_STREAM", FrameType.RST_STREAM, 1, Buffer.alloc(4)],
  ["PRIORITY", FrameType.PRIORITY, 1, Buffer.of(0, 0, 0, 0, 16)],
  ["an unknown frame", 0xfa, 0, Buffer.alloc(1)],
];
for (const [name, type, stream, payload] of firstFrames) {
  start(`${name} before SETTINGS is a connection error PROTOCOL_ERROR`, async (scene) => {
    const outcome = scene.call();
    const peer = await scene.server.accept();
    peer.frame(type, type === FrameType.HEADERS ? Flag.END_HEADERS : 0, stream, payload);
    await connectionError(peer, outcome, "PROTOCOL_ERROR");
    await ends(outcome, "UNAVAILABLE");
  });
}

start("the client begins with the preface and SETTINGS", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.server.accept();
  const first = await peer.next("a frame", () => true);
  assert.equal(first.type, FrameType.SETTINGS);
  assert.equal(first.streamId, 0);
  assert.equal(first.payload.length % 6, 0);
  peer.sendSettings();
  respond(peer, await peer.request());
  await ends(outcome, "OK");
});

start("the client acknowledges the server's SETTINGS", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.server.accept();
  peer.sendSettings([3, 100]);
  const ack = await peer.next("SETTINGS ACK", ({ type, flags }) => type === 4 && flags === 1);
  assert.equal(ack.payload.length, 0);
  respond(peer, await peer.request());
  await ends(outcome, "OK");
});

start("a server that speaks HTTP/1.1 fails the call with a reason", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.server.accept();
  peer.raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  await peer.closed();
  const { text } = await ends(outcome, "UNAVAILABLE");
  assert.match(text, /HTTP\/1/);
});

start("a server that sends garbage fails the call", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.server.accept();
  peer.raw(Buffer.alloc(4096, 0xff));
  await peer.closed();
  await ends(outcome, "UNAVAILABLE");
});

start("a server that closes before a byte fails the call", async (scene) => {
  const outcome = scene.call();
  const peer = await scene.server.accept();
  peer.socket.end();
  await ends(outcome, "UNAVAILABLE");
});

start(
  "a server that says nothing fails the call at the connect timeout",
  async (scene) => {
    const outcome = scene.call();
    await scene.server.accept();
    const { afterMs } = await ends(outcome, "UNAVAILABLE");
    assert.ok(afterMs < 4000, `only after ${afterMs} ms`);
  },
  { connectTimeoutMs: 600 },
);

start("frames that come byte by byte are the same frames", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const bytes: Buffer[] = [];
  const socketWrite = peer.socket.write.bind(peer.socket);
  peer.socket.write = (chunk: Buffer) => {
    bytes.push(chunk);
    return true;
  };
  respond(peer, stream);
  peer.socket.write = socketWrite;
  for (const byte of Buffer.concat(bytes)) {
    peer.raw(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ends(outcome, "OK");
});

const format = section("RFC 9113 4.1");

format("a frame of an unknown type on stream 0 is ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(0xfa, 0xff, 0, Buffer.alloc(100));
  await ignored(peer, stream, outcome);
});

format("a frame of an unknown type on an open stream is ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(0xfb, 0xff, stream, Buffer.alloc(100));
  await ignored(peer, stream, outcome);
});

format("flags that are not defined for a type are ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  peer.frame(FrameType.PING, 0xfe, 0, Buffer.from("flagged!"));
  await peer.next("an acknowledged PING", ({ type, flags }) => type === 6 && flags === 1);
  await ignored(peer, stream, outcome);
});

format("the reserved bit of a stream id is ignored", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const frame = Buffer.from([0, 0, 8, 6, 0, 0x80, 0, 0, 0, ...Buffer.from("reserved")]);
  peer.raw(frame);
  await peer.next("an acknowledged PING", ({ type, flags }) => type === 6 && flags === 1);
  await ignored(peer, stream, outcome);
});

const size = section("RFC 9113 4.2");

const tooLarge: readonly (readonly [string, number, number])[] = [
  ["DATA", FrameType.DATA, 1],
  ["HEADERS", FrameType.HEADERS, 1],
  ["SETTINGS", FrameType.SETTINGS, 0],
  ["GOAWAY", FrameType.GOAWAY, 0],
  ["an unknown type", 0xfc, 0],
];
for (const [name, type, stream] of tooLarge) {
  size(`${name} larger than SETTINGS_MAX_FRAME_SIZE is FRAME_SIZE_ERROR`, async (scene) => {
    const { peer, outcome } = await scene.open();
    const limit = peer.settings.get(5) ?? 16_384;
    peer.frame(
      type,
      type === FrameType.HEADERS ? Flag.END_HEADERS : 0,
      stream,
      Buffer.alloc(limit + 6),
    );
    await connectionError(peer, outcome, "FRAME_SIZE_ERROR");
  });
}

size("DATA of exactly SETTINGS_MAX_FRAME_SIZE is taken", async (scene) => {
  const { peer, stream, outcome } = await scene.open();
  const limit = Math.min(peer.settings.get(5) ?? 16_384, 65_535);
  peer.frame(FrameType.HEADERS, Flag.END_HEADERS, stream, block(...responseFields));
  // One field of bytes fills the frame: Echo.text, number 1.
  const text = Buffer.alloc(limit - 5 - 4, 0x61);
  const head = Buffer.from([
    0x0a,
    (text.length & 0x7f) | 0x80,
    ((text.length >> 7) & 0x7f) | 0x80,
    text.length >> 14,
  ]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(text.length + 4, 1);
  peer.frame(FrameType.DATA, 0, stream, Buffer.concat([prefix, head, text]));
  peer.frame(
    FrameType.HEADERS,
    Flag.END_HEADERS | Flag.END_STREAM,
    stream,
    block(["grpc-status", "0"]),
  );
  await ends(outcome, "OK");
});

export const startCases = [...start.cases, ...format.cases, ...size.cases];

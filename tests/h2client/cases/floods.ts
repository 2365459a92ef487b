// Hostile servers: what no client should pay for without bound.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { Flag, FrameBatch, FrameType } from "../../attack/wire/frames.ts";
import { section } from "../case.ts";
import { block, type Fields, message, okTrailers, responseFields } from "../fields.ts";
import type { Peer } from "../peer.ts";
import { ends, headers, outcomeOf, respond, type Scene } from "../scene.ts";

const { END_HEADERS, END_STREAM } = Flag;
const flood = section("flood");
const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** A flood may cost the process so much memory. */
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;
const FRAMES = 300_000;

/** Writes a frame again and again, as fast as the client reads, until enough or until it hangs up. */
async function pour(peer: Peer, compose: (batch: FrameBatch, i: number) => void): Promise<number> {
  let written = 0;
  const { socket } = peer;
  while (written < FRAMES && !peer.isClosed && !socket.destroyed) {
    const batch = new FrameBatch(64 * 1024);
    while (batch.size < 60 * 1024) compose(batch, written++);
    peer.frames.length = 0;
    if (socket.write(batch.copy())) {
      await new Promise((resolve) => setImmediate(resolve));
    } else {
      await new Promise<void>((resolve) => {
        const done = () => {
          socket.off("drain", done);
          socket.off("close", done);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(done, 2000);
        socket.once("drain", done);
        socket.once("close", done);
      });
      if (socket.writableNeedDrain) break;
    }
  }
  return written;
}

/** Floods an open call; the memory of the process stays bounded, and the call ends within its deadline. */
async function survives(
  scene: Scene,
  compose: (batch: FrameBatch, i: number, stream: number) => void,
  prepare: (peer: Peer, stream: number) => void = () => {},
): Promise<void> {
  const { peer, stream, outcome } = await scene.open({ timeoutMs: 6000 });
  prepare(peer, stream);
  const before = process.memoryUsage().rss;
  const written = await pour(peer, (batch, i) => compose(batch, i, stream));
  const grown = process.memoryUsage().rss - before;
  assert.ok(grown < MAX_GROWTH_BYTES, `${written} frames cost ${Math.round(grown / 2 ** 20)} MiB`);
  const cut = peer.isClosed || peer.frames.some(({ type }) => type === FrameType.GOAWAY);
  if (!cut) respond(peer, stream);
  const { code, text, afterMs } = await outcome;
  assert.ok(afterMs < 7000, `the call ended only after ${afterMs} ms`);
  if (cut) assert.notEqual(code, "not a StatusError", text);
  // Another call is not harmed by what this server did.
  const second = scene.call({ waitForReady: true, timeoutMs: 6000 });
  const next = cut ? await scene.connected() : peer;
  respond(next, await next.request());
  await ends(second, "OK");
}

const control: readonly (readonly [
  string,
  (batch: FrameBatch, i: number, stream: number) => void,
])[] = [
  ["PING", (batch) => batch.frame(FrameType.PING, 0, 0, Buffer.alloc(8))],
  ["PING acknowledgements", (batch) => batch.frame(FrameType.PING, Flag.ACK, 0, Buffer.alloc(8))],
  ["SETTINGS", (batch) => batch.settings([3, 100])],
  ["SETTINGS acknowledgements", (batch) => batch.frame(FrameType.SETTINGS, Flag.ACK, 0)],
  ["empty SETTINGS", (batch) => batch.settings()],
  [
    "SETTINGS_INITIAL_WINDOW_SIZE back and forth",
    (batch, i) => batch.settings([4, 65_535 + (i % 2)]),
  ],
  ["SETTINGS_HEADER_TABLE_SIZE back and forth", (batch, i) => batch.settings([1, (i % 2) * 4096])],
  [
    "PRIORITY",
    (batch, _i, stream) => batch.frame(FrameType.PRIORITY, 0, stream, Buffer.of(0, 0, 0, 0, 16)),
  ],
  ["frames of unknown types", (batch) => batch.frame(0xfa, 0, 0)],
  [
    "WINDOW_UPDATE on the connection",
    (batch, i) => batch.word(FrameType.WINDOW_UPDATE, 0, i < 1000 ? 1 : 1),
  ],
  [
    "WINDOW_UPDATE on a stream",
    (batch, _i, stream) => batch.word(FrameType.WINDOW_UPDATE, stream, 1),
  ],
];
for (const [name, compose] of control) {
  flood(`${name} without end`, (scene) => survives(scene, compose));
}
flood("informational sections without end", (scene) => {
  const informational = block([":status", "103"]);
  return survives(scene, (batch, _i, stream) => batch.headers(stream, informational, END_HEADERS));
});
flood("empty DATA without end", (scene) =>
  survives(
    scene,
    (batch, _i, stream) => batch.data(stream, Buffer.alloc(0)),
    (peer, stream) => headers(peer, stream, responseFields),
  ),
);
flood("RST_STREAM on a stream that has ended, without end", async (scene) => {
  const first = await scene.open();
  respond(first.peer, first.stream);
  await ends(first.outcome, "OK");
  const before = process.memoryUsage().rss;
  await pour(first.peer, (batch) => batch.word(FrameType.RST_STREAM, first.stream, 8));
  assert.ok(process.memoryUsage().rss - before < MAX_GROWTH_BYTES);
  const second = scene.call({ waitForReady: true });
  const next = first.peer.isClosed ? await scene.connected() : first.peer;
  respond(next, await next.request());
  await ends(second, "OK");
});
flood("GOAWAY without end", async (scene) => {
  const { peer, stream, outcome } = await scene.open({ timeoutMs: 6000 });
  const payload = Buffer.concat([word(stream), word(0)]);
  const before = process.memoryUsage().rss;
  await pour(peer, (batch) => batch.frame(FrameType.GOAWAY, 0, 0, payload));
  assert.ok(process.memoryUsage().rss - before < MAX_GROWTH_BYTES);
  if (!peer.isClosed) respond(peer, stream);
  await outcome;
  const second = scene.call({ waitForReady: true });
  const next = await scene.connected();
  respond(next, await next.request());
  await ends(second, "OK");
});
flood("CONTINUATION without end", async (scene) => {
  const { peer, stream, outcome } = await scene.open({ timeoutMs: 6000 });
  peer.frame(FrameType.HEADERS, 0, stream, block(...responseFields));
  const before = process.memoryUsage().rss;
  await pour(peer, (batch) => batch.frame(FrameType.CONTINUATION, 0, stream, Buffer.alloc(10)));
  assert.ok(process.memoryUsage().rss - before < MAX_GROWTH_BYTES);
  await peer.closed();
  await ends(outcome, "UNAVAILABLE", "RESOURCE_EXHAUSTED", "INTERNAL");
});
flood("empty CONTINUATION without end", async (scene) => {
  const { peer, stream, outcome } = await scene.open({ timeoutMs: 6000 });
  peer.frame(FrameType.HEADERS, 0, stream, block(...responseFields));
  await pour(peer, (batch) => batch.frame(FrameType.CONTINUATION, 0, stream));
  await peer.closed();
  await ends(outcome, "UNAVAILABLE", "RESOURCE_EXHAUSTED", "INTERNAL");
});
flood("a header section of 10 MB by references to one field (HPACK bomb)", async (scene) => {
  const { peer, stream, outcome } = await scene.open({ timeoutMs: 6000 });
  const large: Fields = [["x-large", "a".repeat(3000)]];
  const literal = Buffer.concat([Buffer.of(0x88, 0x40), block(...large).subarray(1)]);
  const bomb = Buffer.concat([literal, Buffer.alloc(3300, 0x80 | 62)]);
  const before = process.memoryUsage().rss;
  peer.frame(FrameType.HEADERS, END_HEADERS, stream, bomb);
  const { code } = await outcome;
  assert.ok(process.memoryUsage().rss - before < MAX_GROWTH_BYTES);
  assert.notEqual(code, "OK");
  assert.notEqual(code, "DEADLINE_EXCEEDED");
});
flood("a header block that never ends is bounded by the call's deadline", async (scene) => {
  const { peer, stream, outcome } = await scene.open({ timeoutMs: 800 });
  peer.frame(FrameType.HEADERS, 0, stream, block(...responseFields));
  const { afterMs } = await ends(outcome, "DEADLINE_EXCEEDED");
  assert.ok(afterMs < 2000);
});
flood("one-byte DATA of a message that never ends is bounded", async (scene) => {
  const { peer, stream, outcome } = await scene.open({ timeoutMs: 3000 });
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, Buffer.of(0, 0, 0x3f, 0xff, 0xff));
  const before = process.memoryUsage().rss;
  const one = Buffer.of(0);
  let room = Math.min(peer.settings.get(4) ?? 65_535, peer.connectionWindow) - 5;
  await pour(peer, (batch) => {
    if (room-- > 0) batch.data(stream, one);
    else batch.frame(FrameType.PING, Flag.ACK, 0, Buffer.alloc(8));
  });
  assert.ok(process.memoryUsage().rss - before < MAX_GROWTH_BYTES);
  const { code, afterMs } = await outcome;
  assert.notEqual(code, "OK");
  assert.ok(afterMs < 4500);
});
flood("a stream of responses that nobody reads is held back by its window", async (scene) => {
  const call = scene.client.repeat({ count: 1 }, { timeoutMs: 6000 });
  const reader = call[Symbol.asyncIterator]();
  const first = reader.next();
  const peer = await scene.connected();
  const stream = await peer.request();
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, message());
  await first;
  const before = process.memoryUsage().rss;
  let sent = 5;
  for (let quiet = 0; quiet < 20; ) {
    const credit = (peer.settings.get(4) ?? 65_535) + (peer.streamCredit.get(stream) ?? 0);
    const room = Math.min(credit, peer.connectionWindow) - sent;
    if (room < 5) {
      quiet += 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
      continue;
    }
    quiet = 0;
    const messages = Math.min(Math.floor(room / 5), 3000);
    peer.frame(FrameType.DATA, 0, stream, Buffer.alloc(messages * 5));
    sent += messages * 5;
    await peer.alive("taken");
    assert.ok(sent < 32 * 1024 * 1024, "credit without end, although nobody reads");
  }
  assert.ok(process.memoryUsage().rss - before < MAX_GROWTH_BYTES);
  await reader.return?.();
});
flood("gzip messages that nobody reads are not inflated", async (scene) => {
  const call = scene.client.repeat({ count: 1 }, { timeoutMs: 6000 });
  const reader = call[Symbol.asyncIterator]();
  const first = reader.next();
  const peer = await scene.connected();
  const stream = await peer.request();
  headers(peer, stream, [...responseFields, ["grpc-encoding", "gzip"]]);
  peer.frame(FrameType.DATA, 0, stream, message());
  await first;
  // A message of 3 MB: Echo.text.
  const text = Buffer.alloc(3_000_000, 0x61);
  const plain = Buffer.concat([Buffer.of(0x0a, 0xc0, 0x8d, 0xb7, 0x01), text]);
  const packed = message(gzipSync(plain), 1);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 15; i++) peer.frame(FrameType.DATA, 0, stream, packed);
  await peer.alive("taken");
  await new Promise((resolve) => setTimeout(resolve, 300));
  const grown = process.memoryUsage().rss - before;
  assert.ok(
    grown < MAX_GROWTH_BYTES,
    `${Math.round(grown / 2 ** 20)} MiB for ${packed.length * 15} bytes`,
  );
  await reader.return?.();
});
flood("HEADERS on streams that the client has reset, without end", async (scene) => {
  const abort = new AbortController();
  const { peer, stream, outcome } = await scene.open({ signal: abort.signal });
  abort.abort();
  await peer.reset(stream);
  await ends(outcome, "CANCELLED");
  const section = block(...responseFields);
  const before = process.memoryUsage().rss;
  await pour(peer, (batch) => batch.headers(stream, section, END_HEADERS));
  assert.ok(process.memoryUsage().rss - before < MAX_GROWTH_BYTES);
  const second = scene.call({ waitForReady: true });
  const next = peer.isClosed ? await scene.connected() : peer;
  respond(next, await next.request());
  await ends(second, "OK");
});
flood("connections that are cut at once do not make the client spin", async (scene) => {
  const began = performance.now();
  const outcome = scene.client.say({ text: "x" }, { timeoutMs: 1500, waitForReady: true }).then(
    () => ({ code: "OK", text: "", afterMs: 0 }),
    (error: unknown) => outcomeOf(error, began),
  );
  const end = performance.now() + 1500;
  let connections = 0;
  while (performance.now() < end) {
    const peer = await scene.server.accept(400).catch(() => undefined);
    if (peer === undefined) continue;
    connections += 1;
    peer.socket.resetAndDestroy();
  }
  await ends(outcome, "DEADLINE_EXCEEDED");
  assert.ok(connections >= 2 && connections < 60, `${connections} connections in 1.5 s`);
});
flood("trailers of 1 MB end the call, not the process", async (scene) => {
  const { peer, stream, outcome } = await scene.open({ timeoutMs: 6000 });
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, message());
  const whole = block(
    ...okTrailers,
    ...Array.from({ length: 64 }, (_, i): [string, string] => [`x-${i}`, "a".repeat(16_000)]),
  );
  peer.write((batch) => {
    batch.frame(FrameType.HEADERS, END_STREAM, stream, whole.subarray(0, 16_000));
    for (let at = 16_000; at < whole.length; at += 16_000) {
      const isLast = at + 16_000 >= whole.length;
      batch.frame(
        FrameType.CONTINUATION,
        isLast ? END_HEADERS : 0,
        stream,
        whole.subarray(at, at + 16_000),
      );
    }
  });
  const { code } = await outcome;
  assert.notEqual(code, "DEADLINE_EXCEEDED");
  assert.notEqual(code, "not a StatusError");
});

export const floodCases = flood.cases;

import assert from "node:assert/strict";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { requestBlock } from "./field-block.ts";
import { FrameScanner, type ReceivedFrame } from "./frame-scanner.ts";
import { Flag, FrameBatch, FrameType, preface } from "./frames.ts";
import { RawConnection } from "./raw-connection.ts";
import { Tally } from "./tally.ts";

test("a scanner cuts the frames that a batch wrote, however they arrive", () => {
  const batch = new FrameBatch(16);
  batch.settings([4, 7]);
  batch.headers(3, Buffer.from("block"), Flag.END_HEADERS);
  batch.word(FrameType.WINDOW_UPDATE, 3, 0x01020304);
  batch.data(3, Buffer.alloc(0), Flag.END_STREAM);
  const bytes = batch.copy();
  assert.equal(batch.frames, 4);
  for (const size of [1, 4, 9, 10, bytes.length]) {
    const frames: ReceivedFrame[] = [];
    const scanner = new FrameScanner((frame) => frames.push(frame));
    for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
    assert.deepEqual(
      frames.map(({ type, flags, streamId, length }) => [type, flags, streamId, length]),
      [
        [4, 0, 0, 6],
        [1, 4, 3, 5],
        [8, 0, 3, 4],
        [0, 1, 3, 0],
      ],
    );
    assert.equal(frames[0]?.payload.toString("hex"), "000400000007");
    assert.equal(frames[1]?.payload.toString(), "block");
    assert.equal(frames[2]?.payload.toString("hex"), "01020304");
  }
});

test("node:http2 reads a request of ours, and a connection that it ends is counted and opened again", async () => {
  const server = createServer();
  const paths: unknown[] = [];
  const tally = new Tally();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const twice = new Promise<void>((resolve) => {
    server.on("stream", (stream, headers) => {
      stream.on("error", () => {});
      paths.push(headers[":path"]);
      if (paths.length === 2) resolve();
      stream.session?.destroy();
    });
  });
  const attack = {
    name: "one-request",
    sends: "one request",
    create: (peer: { openStream(): number }) => ({
      begin: (batch: FrameBatch) =>
        batch.headers(peer.openStream(), requestBlock("Echo"), Flag.END_HEADERS | Flag.END_STREAM),
      write() {},
    }),
  };
  const place = new RawConnection(attack, { port, localAddress: "127.0.0.1" }, tally);
  place.open();
  await twice;
  place.stop();
  await new Promise((resolve) => server.close(resolve));
  assert.deepEqual(paths, ["/attack.Target/Echo", "/attack.Target/Echo"]);
  assert.ok(tally.cuts >= 1);
  assert.ok(tally.connects >= 2);
  assert.equal(preface.length, 24);
});

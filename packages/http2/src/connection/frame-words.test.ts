import assert from "node:assert/strict";
import { it } from "node:test";
import { FrameWords } from "./frame-words.ts";

const frame = (type: number, flags: number, streamId: number, payload: readonly number[]) => [
  0,
  payload.length >> 8,
  payload.length & 255,
  type,
  flags,
  ...[0, 0, 0, streamId],
  ...payload,
];

const text = (words: string): number[] => [...Buffer.from(words)];

const stream = Uint8Array.from([
  ...text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  ...frame(4, 0, 0, [0, 3, 0, 0, 0, 100, 0, 0x99, 0, 0, 0, 1]),
  ...frame(4, 1, 0, []),
  ...frame(1, 5, 3, [1, 2, 3]),
  ...frame(1, 0, 5, []),
  ...frame(0, 1, 3, new Array<number>(300).fill(7)),
  ...frame(3, 0, 3, [0, 0, 0, 8]),
  ...frame(6, 1, 0, new Array<number>(8).fill(0)),
  ...frame(8, 0, 3, [0, 0, 1, 0]),
  ...frame(7, 0, 0, [0, 0, 0, 5, 0, 0, 0, 11, ...text("calm\n")]),
  ...frame(0x2a, 0, 0, [1]),
]);

const expected = [
  "the client's preface",
  "SETTINGS: MAX_CONCURRENT_STREAMS 100, 0x99 1",
  "SETTINGS: acknowledges ours",
  "HEADERS on stream 3: 3 bytes, ends the stream",
  "HEADERS on stream 5: 0 bytes, CONTINUATION follows",
  "DATA on stream 3: 300 bytes, ends the stream",
  "RST_STREAM on stream 3: CANCEL",
  "PING: acknowledgment",
  "WINDOW_UPDATE on stream 3: 256 more bytes may come",
  'GOAWAY: ENHANCE_YOUR_CALM, streams after 5 are not processed, "calm."',
  "frame of type 0x2a: 1 bytes",
];

for (const size of [1, 7, 10_000]) {
  it(`tells frames in words, in pieces of ${size} bytes`, () => {
    const lines: string[] = [];
    const words = new FrameWords((line) => lines.push(line), true);
    for (let at = 0; at < stream.length; at += size) {
      words.feed(stream, at, Math.min(stream.length, at + size));
    }
    assert.deepEqual(lines, expected);
  });
}

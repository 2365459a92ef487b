import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MessageBuffer } from "./message-buffer.ts";
import { MESSAGE_PREFIX_LENGTH, writeMessagePrefix } from "./message-prefix.ts";

const MAX = 4 * 1024 * 1024;

function framed(length: number, fill: number): Uint8Array {
  const bytes = new Uint8Array(MESSAGE_PREFIX_LENGTH + length).fill(fill);
  writeMessagePrefix(bytes, 0, length, false);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function takeAll(buffer: MessageBuffer, into: number[]): void {
  while (buffer.find()) {
    const { bytes, start, end } = buffer;
    for (let i = start; i < end; i++) assert.equal(bytes[i], bytes[start]);
    into.push(end - start);
    assert.equal(buffer.remove(), end - start + MESSAGE_PREFIX_LENGTH);
  }
}

/** Bytes of memory that typed arrays hold while `hold` runs. */
function memoryOf(hold: () => unknown): number {
  globalThis.gc?.();
  const before = process.memoryUsage().arrayBuffers;
  const held = hold();
  const after = process.memoryUsage().arrayBuffers;
  assert.ok(held !== undefined);
  return after - before;
}

describe("a buffer of messages", () => {
  it("returns the messages that were put in, however the body was cut", () => {
    const lengths = [0, 1, 3, 300, 70_000, 5, 0, 20_000, 200_000, 64, 1_000_000, 7, 65_531, 65_532];
    const body = joined(lengths.map((length, index) => framed(length, index + 1)));
    for (const piece of [1, 2, 4, 5, 7, 1000, 16_384, 65_536, 262_144, body.length]) {
      for (const readEvery of [1, 3, 1_000_000]) {
        const buffer = new MessageBuffer(MAX);
        const seen: number[] = [];
        let pieces = 0;
        for (let at = 0; at < body.length; at += piece) {
          const end = Math.min(at + piece, body.length);
          assert.equal(buffer.append(body, at, end), undefined);
          if (++pieces % readEvery === 0) takeAll(buffer, seen);
        }
        takeAll(buffer, seen);
        assert.deepEqual(seen, lengths, `pieces of ${piece}, read every ${readEvery}`);
        assert.equal(buffer.size, 0);
        assert.ok(!buffer.hasPartial);
      }
    }
  });

  it("holds many tiny messages in little more memory than their bytes", () => {
    const count = 100_000;
    const one = framed(0, 0);
    const buffer = new MessageBuffer(MAX);
    const bytes = memoryOf(() => {
      for (let i = 0; i < count; i++) {
        for (let at = 0; at < one.length; at++) buffer.append(one, at, at + 1);
      }
      return buffer;
    });
    assert.equal(buffer.size, count * one.length);
    assert.ok(bytes < 2 * 1024 * 1024, `${bytes} bytes`);
  });

  it("reserves no memory for a length prefix", () => {
    const prefix = framed(MAX, 0).subarray(0, MESSAGE_PREFIX_LENGTH);
    const buffers: MessageBuffer[] = [];
    const bytes = memoryOf(() => {
      for (let i = 0; i < 1000; i++) {
        const buffer = new MessageBuffer(MAX);
        buffer.append(prefix, 0, prefix.length);
        buffers.push(buffer);
      }
      return buffers;
    });
    assert.ok(bytes < 1000 * 1024, `${bytes} bytes`);
    assert.equal(buffers[0]?.bytesToCome, MAX);
  });

  it("takes at most four times the memory of what has come of a message", () => {
    const body = framed(MAX, 1);
    for (const come of [70_000, 300_000, 900_000]) {
      const bytes = memoryOf(() => {
        const buffer = new MessageBuffer(MAX);
        buffer.append(body, 0, come);
        return buffer;
      });
      assert.ok(bytes <= 4 * come, `${bytes} bytes for ${come}`);
    }
  });

  it("has a large message in memory of its own, of its own size", () => {
    const body = framed(1_000_000, 9);
    const buffer = new MessageBuffer(MAX);
    for (let at = 0; at < body.length; at += 65_536) {
      buffer.append(body, at, Math.min(at + 65_536, body.length));
    }
    assert.ok(buffer.find());
    assert.ok(buffer.isOwned);
    assert.equal(buffer.bytes.length, body.length);
    const { bytes } = buffer;
    buffer.remove();
    buffer.append(framed(500, 3), 0, 505);
    assert.equal(bytes[1000], 9);
  });

  it("reports invalid prefixes as soon as they have come", () => {
    const flagged = framed(3, 1);
    flagged[0] = 2;
    const tooLarge = framed(101, 1);
    for (const [bytes, code] of [
      [flagged, "INTERNAL"],
      [tooLarge, "RESOURCE_EXHAUSTED"],
    ] as const) {
      assert.equal(new MessageBuffer(100).append(bytes, 0, 5)?.code, code);
      const behind = joined([framed(10, 1), bytes]);
      assert.equal(new MessageBuffer(100).append(behind, 0, behind.length)?.code, code);
      const cut = new MessageBuffer(100);
      assert.equal(cut.append(bytes, 0, 4), undefined);
      const error = cut.append(bytes, 4, 5);
      assert.equal(error?.code, code);
      assert.ok(!error?.stack?.includes("\n    at "), "made without a stack trace");
    }
  });
});

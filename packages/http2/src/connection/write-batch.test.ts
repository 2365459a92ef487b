import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QueuedData } from "../stream/stream.ts";
import { WriteBatch } from "./write-batch.ts";

/** Lays `count` bytes into the batch, in pieces of 100. */
function lay(batch: WriteBatch, count: number): void {
  for (let left = count; left > 0; left -= 100) {
    batch.open();
    const size = Math.min(left, 100);
    batch.output.ensure(size);
    batch.output.position += size;
  }
}

/** One turn that writes `count` bytes. Returns the sizes of its writes. */
function turn(batch: WriteBatch, count: number, isQuick = false, isRun = false): number[] {
  const writes: number[] = [];
  const write = () => {
    writes.push(batch.take().reduce((sum, piece) => sum + piece.length, 0));
  };
  for (let left = count; left > 0; left -= 100) {
    lay(batch, Math.min(left, 100));
    // As Outbound does it: no second write while the first is under way, which a turn does not outlive.
    if (batch.isDueAhead(isRun) && !batch.isWriting) {
      batch.isAhead = true;
      write();
      batch.isAhead = false;
      // A socket that takes all of it at once is done before the turn is.
      if (isQuick) batch.written();
    }
  }
  batch.written();
  write();
  batch.written();
  return writes.filter((size) => size > 0);
}

describe("what leaves ahead of a turn's end", () => {
  it("is nothing of a small turn", () => {
    const batch = new WriteBatch();
    assert.deepEqual(turn(batch, 2000), [2000]);
    assert.deepEqual(turn(batch, 100), [100]);
  });

  it("is half of a busy one, by what the last one wrote", () => {
    const batch = new WriteBatch();
    assert.deepEqual(turn(batch, 10_000), [2100, 7900]);
    assert.deepEqual(turn(batch, 10_000), [5100, 4900]);
    assert.deepEqual(turn(batch, 6000), [5100, 900]);
    assert.deepEqual(turn(batch, 6000), [3100, 2900]);
  });

  it("is one half once, though the socket be ready for more", () => {
    const batch = new WriteBatch();
    turn(batch, 20_000, true);
    assert.deepEqual(turn(batch, 20_000, true), [10_100, 9900]);
    // Large output leaves as it comes.
    const large = turn(batch, 200_000, true);
    assert.ok(large.length <= 6, `${large}`);
    for (const size of large.slice(1, -1)) assert.ok(size > 48 * 1024, `${large}`);
  });

  it("is 8 KiB of a stream's run of messages at first, then more and more", () => {
    const batch = new WriteBatch();
    turn(batch, 200_000, true, true);
    const run = turn(batch, 200_000, true, true);
    assert.deepEqual(run.slice(0, 5), [8200, 8300, 16_600, 33_200, 49_200]);
    for (const size of run.slice(5, -1)) assert.equal(size, 49_200);
    // Of calls it is half, as before.
    assert.equal(turn(batch, 20_000, true)[0], 20_000);
  });

  it("is no more than 48 KiB, however much a turn writes", () => {
    const batch = new WriteBatch();
    turn(batch, 1_000_000);
    assert.equal(turn(batch, 1_000_000)[0], 49_200);
  });
});

describe("a batch", () => {
  it("lets payloads pass uncopied, in order", () => {
    const batch = new WriteBatch();
    const payload = new Uint8Array(5000).fill(7);
    lay(batch, 9);
    batch.addUncopied(payload);
    lay(batch, 20);
    assert.equal(batch.pendingBytes(), 5029);
    const pieces = batch.take();
    assert.deepEqual(
      pieces.map((piece) => piece.length),
      [9, 5000, 20],
    );
    assert.equal(pieces[1], payload);
    assert.equal(batch.pendingBytes(), 0);
  });

  it("gives lent memory back when it has been written, not when it is taken", () => {
    const batch = new WriteBatch();
    const back: Uint8Array[] = [];
    const lent = new Uint8Array(5000);
    batch.addUncopied(lent);
    batch.addSpent(new QueuedData(lent, true, { giveBack: (bytes) => back.push(bytes) }));
    batch.take();
    assert.equal(back.length, 0);
    batch.written();
    assert.deepEqual(back, [lent]);
    // Once only.
    lay(batch, 10);
    batch.take();
    batch.written();
    assert.equal(back.length, 1);
  });

  it("leaves memory that is being encoded into to its user", () => {
    const batch = new WriteBatch();
    lay(batch, 50);
    const held = batch.output.bytes;
    batch.detach();
    assert.notEqual(batch.output.bytes, held);
    lay(batch, 30);
    const pieces = batch.take();
    assert.deepEqual(
      pieces.map((piece) => piece.length),
      [50, 30],
    );
    assert.equal(pieces[0]?.buffer, held.buffer);
  });
});

describe("a batch whose socket is gone", () => {
  it("gives its buffers back", () => {
    const batch = new WriteBatch();
    lay(batch, 100);
    const first = batch.output.bytes;
    batch.drop();
    assert.equal(batch.pendingBytes(), 0);
    assert.deepEqual(batch.take(), []);
    lay(batch, 100);
    assert.equal(batch.output.bytes, first);
    batch.take();
    batch.drop();
    lay(batch, 100);
    assert.equal(batch.output.bytes, first);
  });

  it("needs no buffer for bytes that are shared", () => {
    const batch = new WriteBatch();
    const shared = new Uint8Array(60);
    batch.addUncopied(shared);
    assert.equal(batch.output.bytes.length, 0);
    assert.deepEqual(batch.take(), [shared]);
  });
});

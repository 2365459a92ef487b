import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EarlyCollection, earlyCollection } from "./early-collection.ts";
import { MessageBuffer } from "./message-buffer.ts";
import { MESSAGE_PREFIX_LENGTH, writeMessagePrefix } from "./message-prefix.ts";
import type { YoungHeap } from "./young-heap.ts";

const MIB = 1024 * 1024;

/** A heap of messages that live for a number of messages; those that outlive two collections become old. */
class FakeHeap implements YoungHeap {
  private readonly lifetime: number;
  private readonly tookMs: number;
  private taken = 0;
  private young: { readonly number: number; age: number }[] = [];
  private old = 0;
  private ms = 0;
  collections: number[] = [];
  peak = 0;

  constructor(lifetime: number, tookMs: number) {
    this.lifetime = lifetime;
    this.tookMs = tookMs;
  }

  take(collection: EarlyCollection): void {
    this.ms += 1;
    collection.count(MIB);
    this.young.push({ number: ++this.taken, age: 0 });
    this.peak = Math.max(this.peak, this.young.length + this.old);
  }

  nowMs(): number {
    return this.ms;
  }

  externalBytes(): number {
    return (this.young.length + this.old) * MIB;
  }

  collect(): void {
    this.collections.push(this.taken);
    this.ms += this.tookMs;
    const alive = this.young.filter((one) => one.number > this.taken - this.lifetime);
    for (const one of alive) one.age += 1;
    this.young = alive.filter(({ age }) => age < 2);
    this.old += alive.length - this.young.length;
  }
}

function run(heap: FakeHeap, messages: number): void {
  const collection = new EarlyCollection(() => heap);
  for (let i = 0; i < messages; i++) heap.take(collection);
}

describe("the early collection of large messages", () => {
  it("keeps the memory of messages that are dropped small", () => {
    const heap = new FakeHeap(4, 0.1);
    run(heap, 1000);
    assert.ok(heap.peak <= 12, `${heap.peak} MiB`);
    assert.ok(heap.collections.length >= 200);
  });

  it("becomes rare when messages become old before they are dropped", () => {
    const heap = new FakeHeap(24, 0.1);
    run(heap, 1000);
    assert.ok(heap.collections.length < 50, `${heap.collections.length} collections`);
  });

  it("takes at most a tenth of the time", () => {
    const heap = new FakeHeap(1, 5);
    run(heap, 2000);
    assert.ok(heap.collections.length > 20);
    assert.ok(
      heap.collections.length * 5 * 9 <= 2000 + 45,
      `${heap.collections.length} collections`,
    );
  });

  it("looks for the heap once, and not before 4 MiB have been taken", () => {
    let looks = 0;
    const collection = new EarlyCollection(() => {
      looks += 1;
      return undefined;
    });
    for (let i = 0; i < 3; i++) collection.count(MIB);
    assert.equal(looks, 0);
    for (let i = 0; i < 100; i++) collection.count(MIB);
    assert.equal(looks, 1);
  });

  it("counts the memory of messages beyond 64 KiB", () => {
    const counted: number[] = [];
    earlyCollection.count = (bytes) => counted.push(bytes);
    try {
      for (const length of [1000, 60_000, 1_000_000]) {
        const bytes = new Uint8Array(MESSAGE_PREFIX_LENGTH + length);
        writeMessagePrefix(bytes, 0, length, false);
        const buffer = new MessageBuffer(MIB);
        assert.equal(buffer.append(bytes, 0, bytes.length), undefined);
      }
    } finally {
      Reflect.deleteProperty(earlyCollection, "count");
    }
    assert.equal(counted.length, 1);
    assert.ok((counted[0] as number) > 1_000_000);
  });
});

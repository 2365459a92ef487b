import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OutputBuffer } from "../output-buffer.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";

type Write = (out: OutputBuffer) => void;

/** An encoder and the decoder of its peer. */
class Pair {
  readonly encoder: HpackEncoder;
  readonly decoder: HpackDecoder;

  constructor(options?: { maxTableSize?: number }, peerLimit = 4096) {
    this.encoder = new HpackEncoder(options);
    this.decoder = new HpackDecoder({ maxTableSize: peerLimit, maxFieldSectionSize: 1 << 20 });
  }

  block(write: Write): Uint8Array {
    const out = new OutputBuffer(1);
    this.encoder.begin(out);
    write(out);
    return out.bytes.slice(0, out.position);
  }

  /** Length of the block; it must decode to what was written. */
  send(fields: readonly (readonly [name: string, value: string])[]): number {
    const block = this.block((out) => {
      for (const [name, value] of fields) this.encoder.field(out, name, value);
    });
    const section = this.decoder.decode(block, 0, block.length);
    assert.deepEqual(section.fields, fields.flat());
    return block.length;
  }
}

describe("field", () => {
  test("writes a value as a literal, then puts it into the table, then takes its index", () => {
    const pair = new Pair();
    const field = ["authorization", `Bearer ${"a1B2".repeat(50)}`] as const;
    const first = pair.send([field]);
    const generation = pair.encoder.generation;
    const second = pair.send([field]);
    assert.notEqual(pair.encoder.generation, generation);
    assert.equal(first, 2 + 2 + 207);
    assert.ok(second < first, "Huffman coded");
    assert.equal(pair.send([field]), 1);
    assert.equal(pair.send([field]), 1);
  });

  test("takes static entries at once", () => {
    const pair = new Pair();
    const generation = pair.encoder.generation;
    const fields = [
      [":method", "POST"],
      [":scheme", "https"],
      [":status", "404"],
      [":authority", ""],
      ["accept-encoding", "gzip, deflate"],
    ] as const;
    assert.equal(pair.send(fields), fields.length);
    assert.equal(pair.encoder.generation, generation);
  });

  test("indexes two values that alternate", () => {
    const pair = new Pair();
    for (let i = 0; i < 4; i++) pair.send([[":path", i % 2 === 0 ? "/shop/Get" : "/shop/Put"]]);
    const generation = pair.encoder.generation;
    for (let i = 0; i < 4; i++) {
      assert.equal(pair.send([[":path", i % 2 === 0 ? "/shop/Get" : "/shop/Put"]]), 1);
    }
    assert.equal(pair.encoder.generation, generation);
  });

  test("indexes forty values that take turns", () => {
    const pair = new Pair();
    const path = (i: number) => [":path", `/shop.v1.Orders/Method${i}`] as const;
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 40; i++) pair.send([path(i)]);
    }
    let bytes = 0;
    for (let i = 0; i < 40; i++) bytes += pair.send([path(i)]);
    assert.ok(bytes <= 2 * 40 + 120, `${bytes} bytes for forty paths`);
  });

  test("leaves the table alone for values that are new each time, but indexes their name", () => {
    const pair = new Pair();
    const send = (i: number) =>
      pair.send([
        ["request-id", `6b1f0a54-77aa-4c1e-9d7e-${String(i).padStart(12, "0")}`],
        ["traceparent", `00-${String(i).padStart(32, "0")}-${String(i).padStart(16, "0")}-01`],
      ]);
    send(0);
    send(1);
    const generation = pair.encoder.generation;
    let lengths = 0;
    for (let i = 2; i < 2000; i++) lengths = Math.max(lengths, send(i));
    assert.equal(pair.encoder.generation, generation);
    assert.equal(lengths, 2 + 1 + 36 + 2 + 1 + 55);
  });

  test("when more repeats than fits, evicts in one block of sixteen at most", () => {
    const pair = new Pair();
    const path = (i: number) => [":path", `/a/path/of/some/length/number/${i}`] as const;
    for (let i = 0; i < 400; i++) pair.send([path(i % 100)]);
    let changes = 0;
    for (let i = 0; i < 1600; i++) {
      const before = pair.encoder.generation;
      pair.send([path(i % 100)]);
      if (pair.encoder.generation !== before) changes++;
    }
    assert.ok(changes <= 100, `${changes} changes in 1600 blocks`);
    assert.ok(changes > 0, "but evicts");
  });

  test("does not put an entry there that takes more than half of the table", () => {
    const pair = new Pair();
    const field = ["big", "x".repeat(2100)] as const;
    for (let i = 0; i < 5; i++) assert.ok(pair.send([field]) > 2100);
  });

  test("keeps names and values apart however long they are", () => {
    const pair = new Pair();
    for (const length of [0, 1, 39, 40, 41, 63, 64, 65, 126, 127, 128, 255, 256, 500, 20_000]) {
      for (let round = 0; round < 3; round++) {
        pair.send([
          ["a", "~".repeat(length)],
          ["b".repeat(length + 1), "\xff".repeat(length)],
        ]);
      }
    }
  });
});

describe("the other forms", () => {
  test("indexedField puts a value into the table at once", () => {
    const pair = new Pair();
    const write: Write = (out) => pair.encoder.indexedField(out, "te", "trailers");
    const first = pair.block(write);
    assert.equal((first[0] as number) & 0xc0, 0x40);
    const second = pair.block(write);
    assert.deepEqual([...second], [0xbe]);
    pair.decoder.decode(first, 0, first.length);
    assert.deepEqual(pair.decoder.decode(second, 0, 1).fields, ["te", "trailers"]);
  });

  test("literalField never indexes the value, and its name from the second time on", () => {
    const pair = new Pair();
    const lengths: number[] = [];
    for (let i = 0; i < 6; i++) {
      const block = pair.block((out) => pair.encoder.literalField(out, "grpc-timeout", "4999m"));
      lengths.push(block.length);
      const { fields } = pair.decoder.decode(block, 0, block.length);
      assert.deepEqual(fields, ["grpc-timeout", "4999m"]);
    }
    assert.ok((lengths[1] as number) > 8);
    assert.deepEqual(lengths.slice(2), [8, 8, 8, 8]);
  });

  test("sensitiveField is marked as never indexed and leaves no trace", () => {
    const pair = new Pair();
    const generation = pair.encoder.generation;
    for (let i = 0; i < 4; i++) {
      const block = pair.block((out) => {
        pair.encoder.sensitiveField(out, "authorization", "secret");
        pair.encoder.sensitiveField(out, "x-secret", "s");
      });
      assert.equal((block[0] as number) & 0xf0, 0x10);
      assert.equal((block[9] as number) & 0xf0, 0x10);
      const { fields } = pair.decoder.decode(block, 0, block.length);
      assert.deepEqual(fields, ["authorization", "secret", "x-secret", "s"]);
    }
    assert.equal(pair.encoder.generation, generation);
  });
});

describe("the table's size", () => {
  test("is announced when we use less than 4096 bytes", () => {
    const pair = new Pair({ maxTableSize: 100 });
    const block = pair.block(() => {});
    assert.deepEqual([...block], [0x3f, 100 - 31]);
    assert.equal(pair.block(() => {}).length, 0);
  });

  test("follows the peer, and is announced at the next block", () => {
    const pair = new Pair();
    pair.send([["a", "1"]]);
    pair.send([["a", "1"]]);
    const generation = pair.encoder.generation;
    pair.encoder.setPeerMaxTableSize(0);
    pair.decoder.setMaxTableSize(0);
    assert.notEqual(pair.encoder.generation, generation);
    assert.equal(pair.send([["a", "1"]]), 1 + 5, "a size update and a literal");
    assert.equal(pair.send([["a", "1"]]), 5, "nothing fits");
  });

  test("is announced with its lowest point when it went down and up", () => {
    const pair = new Pair();
    for (const size of [1000, 50, 4096]) {
      pair.encoder.setPeerMaxTableSize(size);
      pair.decoder.setMaxTableSize(size);
    }
    const block = pair.block(() => {});
    assert.deepEqual([...block], [0x3f, 50 - 31, 0x3f, 0xe1, 0x1f]);
    pair.decoder.decode(block, 0, block.length);
  });

  test("does not grow beyond our own limit", () => {
    const pair = new Pair({ maxTableSize: 5000 }, 4096);
    pair.encoder.setPeerMaxTableSize(65_536);
    const block = pair.block(() => {});
    assert.deepEqual([...block], [0x3f, 0xe9, 0x26]);
    pair.encoder.setPeerMaxTableSize(100_000);
    assert.equal(pair.block(() => {}).length, 0);
  });
});

test("random names and values, in tables of any size, arrive as they were sent", () => {
  let seed = 9113;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const names = ["te", "x-a", "x-b", ":path", "authorization", "n".repeat(50), "cookie", "date"];
  for (const size of [0, 33, 64, 200, 1000, 4096, 20_000]) {
    const pair = new Pair({ maxTableSize: 20_000 });
    pair.encoder.setPeerMaxTableSize(size);
    pair.decoder.setMaxTableSize(size);
    for (let round = 0; round < 800; round++) {
      const fields: string[] = [];
      const block = pair.block((out) => {
        for (let i = random(12); i > 0; i--) {
          const name = random(30) === 0 ? `r${random(1000)}` : (names[random(8)] as string);
          const value = random(2) === 0 ? `${random(6)}` : `${random(1e9)}`.repeat(random(9));
          fields.push(name, value);
          const form = random(8);
          if (form === 0) pair.encoder.indexedField(out, name, value);
          else if (form === 1) pair.encoder.literalField(out, name, value);
          else if (form === 2) pair.encoder.sensitiveField(out, name, value);
          else pair.encoder.field(out, name, value);
        }
      });
      assert.deepEqual(pair.decoder.decode(block, 0, block.length).fields, fields);
      if (random(50) === 0) {
        const changed = random(2) === 0 ? size : random(size + 1);
        pair.encoder.setPeerMaxTableSize(changed);
        pair.decoder.setMaxTableSize(changed);
      }
    }
  }
});

test("a block that left the table alone means the same when it is sent again", () => {
  const pair = new Pair();
  const write: Write = (out) => {
    pair.encoder.indexedField(out, ":path", "/a.B/C");
    pair.encoder.indexedField(out, "te", "trailers");
  };
  const first = pair.block(write);
  pair.decoder.decode(first, 0, first.length);
  const generation = pair.encoder.generation;
  const block = pair.block(write);
  assert.equal(pair.encoder.generation, generation);
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(pair.decoder.decode(block, 0, block.length).fields, [
      ...[":path", "/a.B/C"],
      ...["te", "trailers"],
    ]);
  }
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DecodeError } from "../wire/wire-error.ts";
import { StringValue } from "../wkt/gen/google/protobuf/wrappers.ts";
import { decodeDelimited } from "./decode-delimited.ts";
import { decodeDelimitedStream } from "./decode-delimited-stream.ts";
import { encodeDelimited } from "./encode-delimited.ts";
import { MessageSplitter } from "./message-splitter.ts";

const values = ["", "a", "x".repeat(200), "é", "y".repeat(40_000), ""].map((value) => ({ value }));
const stream = Uint8Array.from(values.flatMap((each) => [...encodeDelimited(StringValue, each)]));

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  // The same memory for every chunk, as some sources have it.
  const memory = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    memory.set(part);
    yield memory.subarray(0, part.length);
  }
}

async function* later<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("messages behind their lengths", () => {
  test("a length is a varint", () => {
    assert.deepEqual(
      encodeDelimited(StringValue, { value: "ab" }),
      Uint8Array.of(4, 10, 2, 97, 98),
    );
    assert.deepEqual(encodeDelimited(StringValue, {}), Uint8Array.of(0));
    const long = encodeDelimited(StringValue, { value: "x".repeat(200) });
    assert.deepEqual([...long.slice(0, 5)], [0xcb, 1, 10, 0xc8, 1]);
  });

  test("come back from one piece and from chunks of any size", async () => {
    assert.deepEqual([...decodeDelimited(StringValue, stream)], values);
    for (const size of [1, 2, 3, 7, 200, 202, 203, 204, 1000, 65_536]) {
      assert.deepEqual([...decodeDelimited(StringValue, cut(stream, size))], values, `${size}`);
      const chunks = later(cut(stream, size));
      assert.deepEqual(await collect(decodeDelimitedStream(StringValue, chunks)), values);
    }
    assert.deepEqual(await collect(decodeDelimitedStream(StringValue, [stream])), values);
    assert.deepEqual([...decodeDelimited(StringValue, [])], []);
    assert.deepEqual([...decodeDelimited(StringValue, [new Uint8Array(0), stream])], values);
  });

  test("a stream that ends within a message says so, wherever it is cut", () => {
    const short = Uint8Array.from([
      ...encodeDelimited(StringValue, { value: "x".repeat(130) }),
      ...encodeDelimited(StringValue, { value: "ab" }),
    ]);
    const first = short.length - 5;
    for (let length = 0; length <= short.length; length++) {
      const decode = (): number => [...decodeDelimited(StringValue, short.slice(0, length))].length;
      if (length === 0) assert.equal(decode(), 0);
      else if (length === first) assert.equal(decode(), 1);
      else if (length === short.length) assert.equal(decode(), 2);
      else assert.throws(decode, { code: "PB_DECODE_STREAM_ENDED", position: length });
    }
  });

  test("the messages before a damaged one are given", () => {
    const damaged = Uint8Array.from([...encodeDelimited(StringValue, { value: "a" }), 2, 10, 9]);
    const seen: string[] = [];
    assert.throws(() => {
      for (const { value } of decodeDelimited(StringValue, damaged)) seen.push(value);
    }, DecodeError);
    assert.deepEqual(seen, ["a"]);
  });

  test("a message above the limit is refused by its length alone", () => {
    const limit = { maxMessageBytes: 4 };
    const fits = encodeDelimited(StringValue, { value: "ab" });
    assert.deepEqual([...decodeDelimited(StringValue, fits, limit)], [{ value: "ab" }]);
    const refused = { code: "PB_DECODE_MESSAGE_TOO_LARGE" };
    assert.throws(() => [...decodeDelimited(StringValue, Uint8Array.of(5), limit)], refused);
    const huge = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f);
    assert.throws(() => [...decodeDelimited(StringValue, huge)], refused);
    const endless = new Uint8Array(100).fill(0x80);
    assert.throws(() => [...decodeDelimited(StringValue, endless)], refused);
    assert.throws(() => [...decodeDelimited(StringValue, fits, { maxMessageBytes: -1 })], {
      name: "RangeError",
    });
  });

  test("many small chunks take linear time, and hold no more than a message", () => {
    const message = encodeDelimited(StringValue, { value: "x".repeat(2_000_000) });
    const [decoded] = decodeDelimited(StringValue, cut(message, 8));
    assert.equal(decoded?.value.length, 2_000_000);
    const splitter = new MessageSplitter({});
    const small = encodeDelimited(StringValue, { value: "abc" });
    for (let i = 0; i < 100_000; i++) {
      splitter.push(small.subarray(0, 3));
      assert.equal(splitter.next(), undefined);
      splitter.push(small.subarray(3));
      assert.deepEqual(StringValue.decode(splitter.next() as Uint8Array), { value: "abc" });
    }
    splitter.finish();
  });

  test("leaving the loop ends the source", async () => {
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          await Promise.resolve();
          yield encodeDelimited(StringValue, { value: "a" });
        }
      } finally {
        ended = true;
      }
    }
    for await (const { value } of decodeDelimitedStream(StringValue, source())) {
      assert.equal(value, "a");
      break;
    }
    assert.equal(ended, true);
  });
});

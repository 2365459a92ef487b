import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import * as zlib from "node:zlib";
import { keptCodec } from "./kept-codec.ts";
import { KeptState, MAX_KEPT_OUTPUT_BYTES } from "./kept-state.ts";

const gzipFormat = {
  createCompress: zlib.createGzip as (options: zlib.ZlibOptions) => unknown,
  createInflate: zlib.createGunzip as () => unknown,
  compressSync: zlib.gzipSync,
  inflateSync: zlib.gunzipSync,
};
const options = { maxOutputLength: MAX_KEPT_OUTPUT_BYTES, info: true };

function text(length: number): Uint8Array {
  return new TextEncoder().encode("tramline carries messages; ".repeat(400)).subarray(0, length);
}

describe("a kept state of zlib", () => {
  const codec = keptCodec(gzipFormat);

  it("is there on Node", () => {
    assert.ok(new KeptState(zlib.createGzip, () => true).isAvailable);
    let made = 0;
    const counted = keptCodec({
      ...gzipFormat,
      createCompress: (given) => (made++, zlib.createGzip(given)),
    });
    for (let i = 0; i < 10; i++) counted.compressSync(text(100));
    assert.equal(made, 1);
  });

  it("compresses messages of all sizes one after another, as others read them", () => {
    for (let length = 0; length <= 10_000; length += 97) {
      for (const message of [text(length), randomBytes(length)]) {
        const packed = codec.compressSync(message);
        assert.ok(zlib.gunzipSync(packed).equals(message), `${length} bytes`);
      }
    }
  });

  it("inflates what others have compressed, with every kind of error in between", () => {
    const broken = [
      Buffer.from("not gzip"),
      zlib.gzipSync(text(5_000)).subarray(0, 60),
      zlib.gzipSync(Buffer.alloc(MAX_KEPT_OUTPUT_BYTES + 1)),
      Buffer.alloc(0),
    ];
    for (let length = 0; length <= 10_000; length += 997) {
      for (const bytes of broken) assert.throws(() => codec.inflateSync(bytes, options));
      const packed = zlib.gzipSync(text(length));
      const found = codec.inflateSync(packed, options);
      assert.ok(!(found instanceof Uint8Array));
      assert.ok(Buffer.from(text(length)).equals(found.buffer));
      assert.equal(found.engine.bytesWritten, packed.length);
    }
  });

  it("returns memory of its own", () => {
    const first = codec.compressSync(text(2_000));
    const copy = Uint8Array.from(first);
    codec.compressSync(randomBytes(2_000));
    assert.deepEqual(first, copy);
  });

  const strangers = {
    "lacks the parts": () => ({ on() {} }),
    "has parts that do nothing": () => ({
      on() {},
      _handle: { reset() {}, writeSync() {} },
      _writeState: new Uint32Array(2),
    }),
    "has parts that throw": () => ({
      on() {},
      get _handle(): never {
        throw new Error("not here");
      },
    }),
  };
  for (const [what, create] of Object.entries(strangers)) {
    it(`is not used on a runtime that ${what}`, () => {
      const without = keptCodec({ ...gzipFormat, createCompress: create, createInflate: create });
      const packed = without.compressSync(text(2_000));
      assert.ok(zlib.gunzipSync(packed).equals(text(2_000)));
      const found = without.inflateSync(packed, { maxOutputLength: MAX_KEPT_OUTPUT_BYTES });
      assert.ok(found instanceof Uint8Array && Buffer.from(text(2_000)).equals(found));
    });
  }

  it("is not used on a runtime whose reset leaves something behind", () => {
    const create = () => {
      const engine = zlib.createGunzip() as unknown as { _handle: { reset(): void } };
      engine._handle.reset = () => {};
      return engine;
    };
    const without = keptCodec({ ...gzipFormat, createInflate: create });
    const found = without.inflateSync(zlib.gzipSync(text(500)), { maxOutputLength: 1_000 });
    assert.ok(found instanceof Uint8Array && found.length === 500);
  });
});

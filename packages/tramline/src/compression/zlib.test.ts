import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from "node:zlib";
import { type Compressor, StatusError } from "@tramline/rpc";
import { brotli, defaultCompressors, deflate, gzip, zstd } from "./zlib.ts";

const MIB = 1024 * 1024;
const small = new TextEncoder().encode("tramline ".repeat(50));
const large = new Uint8Array(randomBytes(200_000));

async function refuses(
  code: string,
  compressor: Compressor,
  packed: Uint8Array,
  maxBytes: number,
): Promise<void> {
  const isRefusal = (error: unknown) => {
    assert.ok(error instanceof StatusError);
    assert.equal(error.code, code);
    return true;
  };
  try {
    // Undefined: it is too large to tell here.
    assert.equal(compressor.decompressInPlace?.(packed, maxBytes), undefined);
  } catch (error) {
    isRefusal(error);
  }
  await assert.rejects(async () => await compressor.decompress(packed, maxBytes), isRefusal);
}

describe("compressors", () => {
  for (const compressor of defaultCompressors) {
    it(`${compressor.name} returns what was compressed, in place and elsewhere`, async () => {
      for (const message of [small, large, new Uint8Array(0), new Uint8Array(5 * MIB)]) {
        const packed = await compressor.compress(message);
        const back = await compressor.decompress(packed, message.length);
        assert.ok(Buffer.from(message).equals(back), `${message.length} bytes`);
        const inPlace = compressor.decompressInPlace?.(packed, message.length);
        if (message.length < 1000) assert.ok(inPlace && Buffer.from(message).equals(inPlace));
        else assert.equal(inPlace, undefined, "large messages leave the event loop");
      }
      assert.ok(compressor.compress(small) instanceof Uint8Array);
      assert.ok(compressor.compress(large) instanceof Promise);
    });

    it(`${compressor.name} stops at the limit`, async () => {
      const bomb = await compressor.compress(new Uint8Array(64 * MIB));
      await refuses("RESOURCE_EXHAUSTED", compressor, bomb, 4 * MIB);
      const one = await compressor.compress(new Uint8Array(MIB));
      assert.ok(one.length < 16 * 1024);
      await refuses("RESOURCE_EXHAUSTED", compressor, one, MIB - 1);
      await refuses("RESOURCE_EXHAUSTED", compressor, await compressor.compress(small), 100);
      await refuses("RESOURCE_EXHAUSTED", compressor, await compressor.compress(small), 0);
      const nothing = await compressor.compress(new Uint8Array(0));
      assert.equal((await compressor.decompress(nothing, 0)).length, 0);
    });

    it(`${compressor.name} reports damaged messages as INTERNAL`, async () => {
      const packed = await compressor.compress(large);
      for (const broken of [
        small,
        packed.subarray(0, packed.length - 100),
        packed.subarray(0, 20),
        new Uint8Array(0),
        Uint8Array.of(0),
        Buffer.concat([await compressor.compress(small), Buffer.from("trailing garbage")]),
        Buffer.concat([packed, Buffer.alloc(7)]),
      ]) {
        await refuses("INTERNAL", compressor, broken, MIB);
      }
    });

    it(`${compressor.name} survives any flipped bit of a message`, async () => {
      const packed = await compressor.compress(small);
      for (let bit = 0; bit < packed.length * 8; bit++) {
        const flipped = new Uint8Array(packed);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        try {
          const message = await compressor.decompress(flipped, MIB);
          assert.ok(message.length <= MIB);
        } catch (error) {
          assert.ok(error instanceof StatusError);
          assert.match(error.code, /^(INTERNAL|RESOURCE_EXHAUSTED)$/);
        }
      }
    });
  }

  it("speak the formats that others read", async () => {
    assert.deepEqual(new Uint8Array(gunzipSync(await gzip.compress(small))), small);
    assert.deepEqual(new Uint8Array(gunzipSync(await gzip.compress(large))), large);
    assert.deepEqual(new Uint8Array(inflateSync(await deflate.compress(small))), small);
    assert.deepEqual(new Uint8Array(brotliDecompressSync(await brotli.compress(small))), small);
    for (const [compressor, packed] of [
      [gzip, gzipSync(small)],
      [deflate, deflateSync(small)],
      [brotli, brotliCompressSync(small)],
    ] as const) {
      assert.deepEqual(new Uint8Array(await compressor.decompress(packed, MIB)), small);
    }
  });

  it("take a gzip message of several members as one", async () => {
    const twice = Buffer.concat([gzipSync(small), gzipSync(small)]);
    const expected = Buffer.concat([small, small]);
    assert.ok(expected.equals(gzip.decompressInPlace?.(twice, MIB) ?? small));
    assert.ok(expected.equals(await gzip.decompress(twice, MIB)));
    await refuses("RESOURCE_EXHAUSTED", gzip, twice, small.length * 2 - 1);
  });

  it("refuse what follows a gzip member and is not another, as grpc-go does", async () => {
    const member = gzipSync(small);
    // A gzip member begins with 1f 8b.
    const cutMember = gzipSync(small).subarray(0, 9);
    const rests = [Uint8Array.of(0), new Uint8Array(20), Uint8Array.of(0x1f), cutMember];
    for (const rest of [...rests, Buffer.from("trailing bytes")]) {
      await refuses("INTERNAL", gzip, Buffer.concat([member, rest]), MIB);
      await refuses("INTERNAL", gzip, Buffer.concat([member, member, rest]), MIB);
    }
  });

  it("leave the event loop for a small message that inflates to a large one", () => {
    const bomb = gzipSync(new Uint8Array(4 * MIB));
    assert.ok(bomb.length < 8192);
    assert.equal(gzip.decompressInPlace?.(bomb, 4 * MIB), undefined);
    // One whose length field claims little.
    bomb.writeUInt32LE(10, bomb.length - 4);
    assert.equal(gzip.decompressInPlace?.(bomb, 4 * MIB), undefined);
    const deflated = deflateSync(new Uint8Array(4 * MIB));
    assert.equal(deflate.decompressInPlace?.(deflated, 4 * MIB), undefined);
  });

  it("are all there where the runtime has them", () => {
    const names = defaultCompressors.map((one) => one.name);
    assert.deepEqual(names.slice(0, 3), ["gzip", "deflate", "br"]);
    assert.deepEqual(names.slice(3), zstd === undefined ? [] : ["zstd"]);
    const { zstdCompress } = process.getBuiltinModule("node:zlib") as { zstdCompress?: unknown };
    if (zstdCompress === undefined) assert.equal(zstd, undefined);
  });
});

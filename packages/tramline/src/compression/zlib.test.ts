import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { StatusError } from "@tramline/rpc";
import { deflate, gzip } from "./zlib.ts";

const small = new TextEncoder().encode("tramline ".repeat(50));
const large = new Uint8Array(randomBytes(200_000));

async function refuses(code: string, action: () => unknown): Promise<void> {
  await assert.rejects(
    async () => await action(),
    (error) => {
      assert.ok(error instanceof StatusError);
      assert.equal(error.code, code);
      return true;
    },
  );
}

test("what is compressed is decompressed again, in place and elsewhere", async () => {
  for (const compressor of [gzip, deflate]) {
    for (const message of [small, large, new Uint8Array(0)]) {
      const compressed = await compressor.compress(message);
      const back = await compressor.decompress(compressed, message.length);
      assert.ok(Buffer.from(message).equals(back), `${compressor.name}, ${message.length} bytes`);
    }
    assert.ok(compressor.compress(small) instanceof Uint8Array);
    assert.ok(compressor.compress(large) instanceof Promise);
  }
});

test("the formats are those that others read", async () => {
  assert.deepEqual(new Uint8Array(gunzipSync(await gzip.compress(small))), small);
  assert.deepEqual(new Uint8Array(inflateSync(await deflate.compress(small))), small);
});

test("inflating stops at the limit", async () => {
  const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
  assert.ok(bomb.length > 16 * 1024);
  await refuses("RESOURCE_EXHAUSTED", () => gzip.decompress(bomb, 4 * 1024 * 1024));
  const smallBomb = gzipSync(new Uint8Array(1024 * 1024));
  assert.ok(smallBomb.length < 16 * 1024);
  await refuses("RESOURCE_EXHAUSTED", () => gzip.decompress(smallBomb, 1024 * 1024 - 1));
  await refuses("RESOURCE_EXHAUSTED", () => gzip.decompress(gzipSync("x"), 0));
  assert.equal((await gzip.decompress(gzipSync(""), 0)).length, 0);
});

test("damaged data is an INTERNAL error", async () => {
  const compressed = gzipSync(large);
  for (const broken of [
    small,
    compressed.subarray(0, compressed.length - 100),
    compressed.subarray(0, 20),
    new Uint8Array(0),
  ]) {
    await refuses("INTERNAL", () => gzip.decompress(broken, 1 << 20));
  }
  const flipped = new Uint8Array(gzipSync(small));
  flipped[flipped.length - 6]! ^= 0xff;
  await refuses("INTERNAL", () => gzip.decompress(flipped, 1 << 20));
  await refuses("INTERNAL", () => deflate.decompress(compressed, 1 << 20));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Compressor, createServer, StatusError } from "tramline";
import { echo, eventually, withPair } from "./fixture.ts";

test("a compressor's failure reaches onError, and not the caller", async () => {
  const secret = new Error("secret password");
  const broken: Compressor = {
    name: "broken",
    compress: async () => {
      throw secret;
    },
    decompress: (bytes) => bytes,
  };
  const errors: Error[] = [];
  const server = {
    compressors: [broken],
    compression: "broken",
    compressionThresholdBytes: 0,
    onError: (error: Error) => errors.push(error),
  };
  const plain: Compressor = { ...broken, compress: (bytes) => bytes };
  await withPair(
    echo,
    async ({ client }) => {
      const error: unknown = await client.say({ text: "x" }).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof StatusError);
      assert.equal(error.code, "INTERNAL");
      assert.doesNotMatch(error.message, /secret/);
      await eventually(() => errors.length > 0, "onError is called");
      assert.equal(errors[0]?.cause, secret);
    },
    { server, channel: { compressors: [plain] } },
  );
});

test("what is not a compressor is refused", () => {
  for (const wrong of [{}, { name: "x" }, { name: "x", compress: () => new Uint8Array(0) }]) {
    assert.throws(
      () => createServer({ compressors: [wrong as unknown as Compressor] }),
      /invalid compressor/,
    );
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "../status/status-error.ts";
import { acceptsEncoding, CompressionRegistry } from "./compression-registry.ts";
import type { Compressor } from "./compressor.ts";

function compressor(name: string): Compressor {
  return { name, compress: (bytes) => bytes, decompress: (bytes) => bytes };
}

const registry = new CompressionRegistry([compressor("gzip"), compressor("deflate")]);

test("names make up the accept list, identity first", () => {
  assert.equal(registry.acceptEncoding, "identity,gzip,deflate");
  assert.deepEqual(registry.names, ["gzip", "deflate"]);
  assert.equal(new CompressionRegistry().acceptEncoding, "identity");
});

test("identity needs no compressor, known names have theirs", () => {
  assert.equal(registry.forSending("identity"), undefined);
  assert.equal(registry.forReceiving("identity"), undefined);
  assert.equal(registry.forSending("gzip")?.name, "gzip");
  assert.equal(registry.forReceiving("deflate")?.name, "deflate");
  assert.equal(registry.find("snappy"), undefined);
});

test("unknown names: UNIMPLEMENTED when received, INTERNAL when asked for", () => {
  const isStatus = (code: string) => (error: unknown) =>
    error instanceof StatusError &&
    error.code === code &&
    /expected one of identity, gzip, deflate, got/.test(error.message);
  assert.throws(() => registry.forReceiving("snappy"), isStatus("UNIMPLEMENTED"));
  assert.throws(() => registry.forSending("snappy"), isStatus("INTERNAL"));
});

test("the first of ours that the peer accepts is chosen", () => {
  assert.equal(registry.choose("deflate, gzip")?.name, "gzip");
  assert.equal(registry.choose("identity,deflate")?.name, "deflate");
  assert.equal(registry.choose("identity,deflate")?.name, "deflate");
  assert.equal(registry.choose("identity"), undefined);
  assert.equal(registry.choose(""), undefined);
  assert.equal(acceptsEncoding("xgzip", "gzip"), false);
});

test("bad names are refused", () => {
  for (const names of [[""], ["identity"], ["GZIP"], ["a,b"], ["gzip", "gzip"]]) {
    assert.throws(() => new CompressionRegistry(names.map(compressor)), RangeError);
  }
});

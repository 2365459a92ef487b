import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestHead } from "./request-head.ts";

const head = (contentType: string, ...more: string[]): RequestHead =>
  new RequestHead([":method", "POST", ":path", "/a.B/C", "content-type", contentType, ...more]);

test("the codec is what follows the plus sign of the content-type", () => {
  const codecs: [contentType: string, isGrpc: boolean, codec: string][] = [
    ["application/grpc", true, "proto"],
    ["application/grpc; charset=utf-8", true, "proto"],
    ["application/grpc+proto", true, "proto"],
    ["application/grpc+proto ;a=b", true, "proto"],
    ["application/grpc+json", true, "json"],
    ["application/grpc+", true, ""],
    ["application/grpc-web+proto", false, "proto"],
    ["application/json", false, "proto"],
    ["", false, "proto"],
  ];
  for (const [contentType, isGrpc, codec] of codecs) {
    const { isGrpc: isFound, codec: found } = head(contentType);
    assert.deepEqual([isFound, found], [isGrpc, codec], contentType);
  }
});

test("ordinary is what needs no second look", () => {
  assert.equal(head("application/grpc").isOrdinary, true);
  assert.equal(head("application/grpc+proto", "grpc-encoding", "identity").isOrdinary, true);
  assert.equal(head("application/grpc+proto", "grpc-timeout", "5S").isOrdinary, true);
  assert.equal(head("application/grpc+json").isOrdinary, false);
  assert.equal(head("text/plain").isOrdinary, false);
  assert.equal(head("application/grpc", "grpc-encoding", "gzip").isOrdinary, false);
  assert.equal(head("application/grpc", "grpc-timeout", "soon").isOrdinary, false);
  const put = new RequestHead([":method", "PUT", "content-type", "application/grpc"]);
  assert.equal(put.isOrdinary, false);
});

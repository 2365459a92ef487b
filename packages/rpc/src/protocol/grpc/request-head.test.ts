import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestHead } from "./request-head.ts";

const head = (contentType: string): RequestHead =>
  new RequestHead([":method", "POST", ":path", "/a.B/C", "content-type", contentType]);

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

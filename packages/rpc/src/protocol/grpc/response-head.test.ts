import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "../../status/code.ts";
import { readResponseHead } from "./response-head.ts";

test("a response is of gRPC, with the codec that its content-type names", () => {
  const cases: [contentType: string, codec: string, code: Code | undefined, text: RegExp][] = [
    ["application/grpc", "", undefined, /^$/],
    ["application/grpc+proto", "proto", undefined, /^$/],
    ["application/grpc;charset=utf-8", "", undefined, /^$/],
    ["application/grpc+proto; a=b", "proto", undefined, /^$/],
    ["application/grpc+", "", undefined, /^$/],
    ["Application/GRPC+Proto", "proto", undefined, /^$/],
    ["application/grpc+json", "json", undefined, /^$/],
    [
      "application/grpc-web+proto",
      "",
      Code.UNKNOWN,
      /application\/grpc-web\+proto, not application/,
    ],
    ["application/grpcish", "", Code.UNKNOWN, /application\/grpcish, not application\/grpc/],
    ["text/html", "", Code.UNKNOWN, /text\/html, not application\/grpc/],
    ["", "", Code.UNKNOWN, /no content-type/],
  ];
  for (const [contentType, codec, code, text] of cases) {
    const head = readResponseHead(200, ["content-type", contentType]);
    assert.equal(head.codec, codec, contentType);
    assert.equal(head.failure?.code, code, contentType);
    assert.match(head.failure?.message ?? "", text);
  }
});

test("an HTTP status that is not 200 counts before the content-type", () => {
  const { failure } = readResponseHead(503, ["content-type", "application/grpc+json"]);
  assert.equal(failure?.code, Code.UNAVAILABLE);
});

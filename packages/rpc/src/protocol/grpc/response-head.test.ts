import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "../../status/code.ts";
import { readResponseHead } from "./response-head.ts";

test("a response is of protobuf, as was asked for; one of another codec or type says so", () => {
  const cases: [contentType: string, code: Code | undefined, text: RegExp][] = [
    ["application/grpc", undefined, /^$/],
    ["application/grpc+proto", undefined, /^$/],
    ["application/grpc;charset=utf-8", undefined, /^$/],
    ["application/grpc+proto; a=b", undefined, /^$/],
    ["application/grpc+", undefined, /^$/],
    ["Application/GRPC+Proto", undefined, /^$/],
    [
      "application/grpc+json",
      Code.INTERNAL,
      /application\/grpc\+json.*are json.*the client expects protobuf/,
    ],
    ["application/grpc+protobuf", Code.INTERNAL, /are protobuf/],
    ["application/grpc-web+proto", Code.UNKNOWN, /application\/grpc-web\+proto, not application/],
    ["application/grpcish", Code.UNKNOWN, /application\/grpcish, not application\/grpc/],
    ["text/html", Code.UNKNOWN, /text\/html, not application\/grpc/],
    ["", Code.UNKNOWN, /no content-type/],
  ];
  for (const [contentType, code, text] of cases) {
    const { failure } = readResponseHead(200, ["content-type", contentType]);
    assert.equal(failure?.code, code, contentType);
    assert.match(failure?.message ?? "", text);
  }
});

test("an HTTP status that is not 200 counts before the content-type", () => {
  const { failure } = readResponseHead(503, ["content-type", "application/grpc+json"]);
  assert.equal(failure?.code, Code.UNAVAILABLE);
});

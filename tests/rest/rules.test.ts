// Annotations that do not fit their methods: each is an error that names the method.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileSync } from "@tramline/compiler";
import { GatewayError, restProtocol } from "@tramline/gateway";
import { createFileRegistry } from "@tramline/protobuf";

const cases: readonly (readonly [rule: string, code: string, text: string])[] = [
  [
    'get: "/v1/{name"',
    "REST_TEMPLATE_INVALID",
    'invalid path template "/v1/{name" of lib.Library.Get: expected "}" at index 9, got the end',
  ],
  [
    'get: "/v1/{title}"',
    "REST_RULE_INVALID",
    "invalid google.api.http of lib.Library.Get: /v1/{title} has the variable title, but lib.Book has no such field",
  ],
  [
    'get: "/v1/{name}/{name}"',
    "REST_RULE_INVALID",
    "invalid google.api.http of lib.Library.Get: /v1/{name}/{name} has the variable name twice; remove one",
  ],
  [
    'get: "/v1/{tags}"',
    "REST_RULE_INVALID",
    "invalid google.api.http of lib.Library.Get: tags is repeated; a path variable must be a single value",
  ],
  [
    'get: "/v1/books" body: "*"',
    "REST_RULE_INVALID",
    'invalid google.api.http of lib.Library.Get: GET requests have no body; leave out body: "*"',
  ],
  [
    'post: "/v1/books" body: "book"',
    "REST_RULE_INVALID",
    'invalid google.api.http of lib.Library.Get: body is "book", but lib.Book has no field of this name',
  ],
  [
    'get: "/v1/books" additional_bindings { get: "/v1/books" }',
    "REST_ROUTE_CONFLICT",
    "lib.Library.Get and lib.Library.Get have the same route GET /v1/books; change the path of one of them",
  ],
];

for (const [rule, code, message] of cases) {
  test(`an invalid annotation: ${rule}`, () => {
    const source = `syntax = "proto3";
package lib;
import "google/api/annotations.proto";
service Library {
  rpc Get(Book) returns (Book) { option (google.api.http) = { ${rule} }; }
}
message Book { string name = 1; repeated string tags = 2; }
`;
    const { files } = compileSync({
      files: ["lib.proto"],
      resolve: (name) => (name === "lib.proto" ? source : undefined),
    });
    const service = createFileRegistry(files).get("lib.Library");
    assert.ok(service?.kind === "service");
    assert.throws(
      () => restProtocol({ services: [service] }),
      (error: unknown) =>
        error instanceof GatewayError && error.code === code && error.message === message,
    );
  });
}

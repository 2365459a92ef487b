// Annotations that do not fit their methods, and invalid options: errors that name the method or the option.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileSync } from "@tramline/compiler";
import { GatewayError, openApi, type RestOptions, restProtocol } from "@tramline/gateway";
import { createFileRegistry } from "@tramline/protobuf";
import { RestService } from "./gen/rest/v1/rest.ts";

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

const services = [RestService];
const optionCases: readonly (readonly [options: unknown, text: string])[] = [
  [
    {},
    "invalid option services: expected a list of services, such as [OrderService], got undefined",
  ],
  [
    { services: RestService },
    "invalid option services: expected a list of services, such as [OrderService], got an object",
  ],
  [
    { services, emitDefault: true },
    "unknown option emitDefault of restProtocol; did you mean emitDefaults?",
  ],
  [
    { services, emitDefaults: "no" },
    'invalid option emitDefaults: expected true or false, got "no"',
  ],
  [
    { services, incomingHeader: {} },
    "invalid option incomingHeader: expected a function, got an object",
  ],
  [{ services, openApi: "/api" }, 'invalid option openApi: expected true or an object, got "/api"'],
  [{ services, openApi: { titel: "x" } }, "unknown option titel of openApi; did you mean title?"],
  [
    { services, unannotated: "all" },
    'invalid option unannotated: expected "services", "methods", or "none", got "all"',
  ],
  [undefined, "invalid options of restProtocol: expected an object, got undefined"],
];

for (const [options, message] of optionCases) {
  test(`invalid options: ${message}`, () => {
    assert.throws(() => restProtocol(options as RestOptions), {
      name: "GatewayError",
      code: "REST_OPTION_INVALID",
      message,
    });
  });
}

test("options that are undefined are the defaults", () => {
  assert.equal(restProtocol({ services, registry: undefined, openApi: undefined }).name, "REST");
  assert.equal(openApi(services, { title: undefined }).info.title, "rest.v1");
});

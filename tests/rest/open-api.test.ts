// The OpenAPI document, by two validators of others, and beside what the server does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { validate } from "@hyperjump/json-schema/openapi-3-1";
import { Validator } from "@seriousme/openapi-schema-validator";
import { compileSync } from "@tramline/compiler";
import { openApi } from "@tramline/gateway";
import { createFileRegistry } from "@tramline/protobuf";
import { PlainService, RestService } from "./gen/rest/v1/rest.ts";
import { startRest } from "./rest.support.ts";

const services = [RestService, PlainService];
const compiled = compileSync({
  files: ["rest/v1/rest.proto"],
  resolve: (name) =>
    name === "rest/v1/rest.proto"
      ? readFileSync(new URL("proto/rest/v1/rest.proto", import.meta.url), "utf8")
      : undefined,
});
const comments = createFileRegistry(compiled.files);

const documents = {
  plain: openApi(services),
  full: openApi(services, {
    title: "Everything",
    version: "1.2.3",
    description: "All of it.",
    servers: [{ url: "https://rest.example", description: "live" }],
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    comments,
    unannotated: "methods",
    useProtoFieldName: true,
    enumAsInteger: true,
  }),
};

for (const [name, document] of Object.entries(documents)) {
  test(`the ${name} document is valid for @seriousme/openapi-schema-validator`, async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(
      JSON.parse(JSON.stringify(document)) as Parameters<Validator["validate"]>[0],
    );
    assert.ok(valid, JSON.stringify(errors, null, 2));
    assert.equal(validator.version, "3.1");
  });

  test(`the ${name} document and its schemas are valid for @hyperjump/json-schema`, async () => {
    const check = await validate("https://spec.openapis.org/oas/3.1/schema-base");
    const json = JSON.parse(JSON.stringify(document)) as Parameters<typeof check>[0];
    const { valid, ...output } = check(json, "BASIC");
    assert.ok(valid, JSON.stringify(output).slice(0, 2000));
  });

  test(`each reference of the ${name} document leads somewhere, and each parameter is in its path once`, () => {
    const text = JSON.stringify(document);
    for (const [, reference = ""] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      assert.ok(reference in document.components.schemas, reference);
    }
    const ids = new Set<string>();
    for (const [path, operations] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, hole]) => hole);
      for (const { operationId, parameters = [] } of Object.values(operations)) {
        const declared = parameters.filter((one) => one.in === "path").map((one) => one.name);
        assert.deepEqual(declared, inPath, path);
        const names = parameters.map((one) => `${one.in} ${one.name}`);
        assert.equal(new Set(names).size, names.length, path);
        assert.ok(!ids.has(operationId), operationId);
        ids.add(operationId);
      }
    }
  });
}

test("paths, parameters, and bodies are those of the rules", () => {
  const { paths } = documents.plain;
  assert.deepEqual(
    paths["/v1/shelves/{shelvesId}/books/{booksId}:read"]?.["get"]?.parameters?.slice(0, 2),
    [
      {
        name: "shelvesId",
        in: "path",
        required: true,
        description: "A part of name.",
        schema: { type: "string" },
      },
      {
        name: "booksId",
        in: "path",
        required: true,
        description: "A part of name.",
        schema: { type: "string" },
      },
    ],
  );
  const int32 = paths["/v1/int32/{int32_value}"]?.["get"]?.parameters?.[0];
  assert.deepEqual(int32?.schema, {
    type: "integer",
    format: "int32",
    minimum: -2147483648,
    maximum: 2147483647,
  });
  const search = paths["/v1/search"]?.["get"]?.parameters ?? [];
  const schemaOf = (name: string) => search.find((one) => one.name === name)?.schema;
  assert.deepEqual(schemaOf("time"), { type: "string", format: "date-time" });
  assert.deepEqual(schemaOf("nested.inner.name"), undefined, "a message within itself has no end");
  assert.deepEqual(schemaOf("nested.amount"), {
    type: "string",
    format: "int64",
    pattern: "^-?[0-9]+$",
  });
  assert.deepEqual(schemaOf("tags"), { type: "array", items: { type: "string" } });
  assert.deepEqual(schemaOf("kinds"), {
    type: "array",
    items: { $ref: "#/components/schemas/rest.v1.Kind" },
  });
  assert.equal(search.find((one) => one.name === "labels")?.style, "deepObject");
  const update = paths["/v1/everything/{name}"]?.["patch"];
  assert.deepEqual(
    update?.parameters?.map((one) => one.name),
    ["name", "validateOnly"],
  );
  const create =
    paths["/v1/everything/{name}:create"]?.["post"]?.requestBody?.content["application/json"];
  assert.doesNotMatch(JSON.stringify(Object.keys(create?.schema?.["properties"] ?? {})), /"name"/);
  assert.equal(paths["/v1/collect"], undefined);
  assert.deepEqual(
    Object.keys(paths["/v1/watch/{name}"]?.["get"]?.responses["200"]?.content ?? {}),
    ["application/x-ndjson", "text/event-stream"],
  );
  assert.deepEqual(paths["/v1/download/{name}"]?.["get"]?.responses["200"]?.content, {
    "*/*": {},
  });
  assert.ok("/rest.v1.PlainService/Echo" in paths);
});

test("schemas are those of ProtoJSON", () => {
  const everything = documents.plain.components.schemas["rest.v1.Everything"];
  const properties = everything?.["properties"] as Record<string, unknown>;
  assert.deepEqual(properties["uint64Value"], {
    type: "string",
    format: "uint64",
    pattern: "^[0-9]+$",
  });
  assert.deepEqual(properties["bytesValue"], { type: "string", contentEncoding: "base64" });
  assert.deepEqual(properties["int64Wrapper"], {
    type: ["string", "null"],
    format: "int64",
    pattern: "^-?[0-9]+$",
  });
  assert.deepEqual(properties["labels"], {
    type: "object",
    additionalProperties: { type: "string" },
  });
  assert.deepEqual(properties["customJSON"], { type: "string" });
  const pairs = everything?.["allOf"];
  assert.ok(Array.isArray(pairs) && pairs.length === 3, "pairs of the oneof");
  const update = documents.plain.components.schemas["rest.v1.UpdateRequest"];
  assert.deepEqual(update?.["required"], ["everything"]);
  assert.ok("google.rpc.Status" in documents.plain.components.schemas);
});

test("comments, names, and settings are in the document", () => {
  const { full } = documents;
  assert.equal(full.paths["/v1/nothing"]?.["get"]?.summary, "Responds with nothing.");
  assert.deepEqual(full.tags[0], {
    name: "RestService",
    description: "A service with annotations.",
  });
  assert.match(
    String(full.components.schemas["rest.v1.Kind"]?.["description"]),
    /- KIND_SMALL: Small things\./,
  );
  assert.deepEqual(full.components.schemas["rest.v1.Kind"]?.["enum"], [0, 1, 2]);
  assert.match(JSON.stringify(full.components.schemas["rest.v1.Everything"]), /"int32_value":/);
  assert.deepEqual(full.security, [{ bearer: [] }]);
  assert.equal(full.info.title, "Everything");
});

test("the server sends the document where the option says", async () => {
  const pair = await startRest({ openApi: { title: "Everything" } });
  const { status, headers, json } = await pair.send({ path: "/openapi.json" });
  assert.equal(status, 200);
  assert.equal(headers["content-type"], "application/json");
  assert.deepEqual(json, JSON.parse(JSON.stringify(openApi(services, { title: "Everything" }))));
  assert.equal(
    (await pair.send({ method: "POST", path: "/openapi.json", body: "{}" })).status,
    405,
  );
  await pair.close();
  const other = await startRest({ openApi: { path: "/docs/api.json" } });
  assert.equal((await other.send({ path: "/docs/api.json" })).status, 200);
  assert.equal((await other.send({ path: "/openapi.json" })).status, 404);
  await other.close();
});

test("examples are requests that the server takes", async () => {
  const pair = await startRest({ rejectUnknownFields: true });
  let count = 0;
  for (const [path, operations] of Object.entries(documents.plain.paths)) {
    for (const [method, { requestBody }] of Object.entries(operations)) {
      const example = requestBody?.content["application/json"]?.example;
      if (example === undefined || path.includes("{")) continue;
      const { status, text } = await pair.send({
        method: method.toUpperCase(),
        path,
        body: JSON.stringify(example),
      });
      assert.equal(status, 200, `${method} ${path}: ${text}`);
      count += 1;
    }
  }
  assert.ok(count >= 3);
  await pair.close();
});

test("a path with ** beside one of a segment keeps both operations", async () => {
  const source = `
    syntax = "proto3";
    import "google/api/annotations.proto";
    service Notes {
      rpc Get(Note) returns (Note) { option (google.api.http) = { get: "/v1/notes/{id}" }; }
      rpc Sub(Note) returns (Note) { option (google.api.http) = { get: "/v1/notes/{id}/{part}" }; }
      rpc Find(Note) returns (Note) { option (google.api.http) = { get: "/v1/notes/{id=**}" }; }
      rpc Put(Note) returns (Note) { option (google.api.http) = { put: "/v1/notes/{id=**}" body: "*" }; }
    }
    // A note.
    message Note { string id = 1; string part = 2; }`;
  const { files } = compileSync({
    files: ["notes.proto"],
    resolve: (name) => (name === "notes.proto" ? source : undefined),
  });
  const notes = createFileRegistry(files).getService("Notes");
  assert.ok(notes);
  const document = openApi([notes]);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
  );
  assert.deepEqual(operations.sort(), [
    "Notes_Find: get /v1/notes/{id}/{id2}/{id3}",
    "Notes_Get: get /v1/notes/{id}",
    "Notes_Put: put /v1/notes/{id}",
    "Notes_Sub: get /v1/notes/{id}/{part}",
  ]);
  const { parameters = [] } = document.paths["/v1/notes/{id}/{id2}/{id3}"]?.["get"] ?? {};
  const names = parameters
    .filter((one) => one.in === "path")
    .map(({ name, description }) => `${name}: ${description}`);
  assert.deepEqual(names, [
    "id: A part of id.",
    "id2: A part of id.",
    "id3: A part of id. It may have several segments, whose slashes are sent as they are.",
  ]);
  const { valid, errors } = await new Validator().validate(
    JSON.parse(JSON.stringify(document)) as Parameters<Validator["validate"]>[0],
  );
  assert.ok(valid, JSON.stringify(errors, null, 2));
});

// REST as google/api/http.proto and AIP-127 have it, over HTTP/2 by Node's client: what reaches the handler.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bodyCases } from "./body-cases.ts";
import { pathQueryCases } from "./path-query-cases.ts";
import { type RestPair, startRest } from "./rest.support.ts";

let plain: RestPair;
let strict: RestPair;

before(async () => {
  plain = await startRest({ emitDefaults: false });
  strict = await startRest({ rejectUnknownFields: true, emitDefaults: false });
});

after(async () => {
  await plain.close();
  await strict.close();
});

for (const [name, request, expected] of [...pathQueryCases, ...bodyCases]) {
  test(`accepted: ${name}`, async () => {
    const { status, headers, json, text } = await plain.send(
      typeof request === "string" ? { path: request } : request,
    );
    assert.deepEqual([status, json], [200, expected], text);
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["content-length"], String(Buffer.byteLength(text)));
  });
}

test("405 names the methods that are allowed", async () => {
  const { headers } = await plain.send({ method: "PATCH", path: "/v1/everything" });
  assert.equal(headers["allow"], "POST");
});

test("what the contract does not have is rejected on request", async () => {
  for (const request of [
    { path: "/v1/search?unknown=1" },
    { path: "/v1/everything/me?name=other" },
    { method: "POST", path: "/v1/everything", body: '{"unknown":1}' },
  ]) {
    const { status, text } = await strict.send(request);
    assert.equal(status, 400, text);
  }
});

test("each code has the HTTP status of google/rpc/code.proto, with details as JSON", async () => {
  const statuses = [
    500, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401,
  ];
  for (const [code, expected] of statuses.entries()) {
    const { status, json } = await plain.send({ path: `/v1/fail/${code}?message=no&details=1` });
    assert.equal(status, expected, `code ${code}`);
    assert.deepEqual(json, {
      code: code === 0 ? 2 : code,
      message: "no",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "REASON_0",
          domain: "rest.test",
        },
      ],
    });
  }
});

test("401 has a challenge", async () => {
  const { headers } = await plain.send({ path: "/v1/fail/16" });
  assert.equal(headers["www-authenticate"], "Bearer");
});

test("fields that are zero are there by default", async () => {
  const pair = await startRest();
  const { json } = await pair.send({ path: "/v1/nested/me" });
  const shown = json as Record<string, unknown>;
  assert.equal(shown["int32Value"], 0);
  assert.equal(shown["kind"], "KIND_UNSPECIFIED");
  assert.deepEqual(shown["tags"], []);
  assert.deepEqual(shown["nested"], {
    name: "me",
    amount: "0",
    notes: [],
    kind: "KIND_UNSPECIFIED",
  });
  assert.ok(!("time" in shown) && !("optionalText" in shown));
  await pair.close();
});

test("names and enums are printed as the options say", async () => {
  const pair = await startRest({
    emitDefaults: false,
    useProtoFieldName: true,
    enumAsInteger: true,
  });
  const { json } = await pair.send({ path: "/v1/kind/KIND_LARGE?int32_value=1" });
  assert.deepEqual(json, { int32_value: 1, kind: 2 });
  await pair.close();
});

test("HEAD has the headers of GET, and no body", async () => {
  const { status, headers, body } = await plain.send({ method: "HEAD", path: "/v1/everything/me" });
  assert.equal(status, 200);
  assert.equal(headers["content-length"], String('{"name":"me"}'.length));
  assert.equal(body.length, 0);
});

test("HEAD of a path without a route has no body", async () => {
  const { status, body } = await plain.send({ method: "HEAD", path: "/v2/nothing" });
  assert.deepEqual([status, body.length], [404, 0]);
});

test("a browser's script of another origin may call REST where the server says so", async () => {
  const pair = await startRest({}, { cors: { origins: ["https://shop.example"] } });
  const preflight = await pair.send({
    method: "OPTIONS",
    path: "/v1/everything/me",
    headers: {
      origin: "https://shop.example",
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "content-type",
    },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers["access-control-allow-origin"], "https://shop.example");
  assert.match(String(preflight.headers["access-control-allow-methods"]), /PATCH/);
  const request = { path: "/v1/nested/me", headers: { origin: "https://shop.example" } };
  const { status, headers } = await pair.send(request);
  assert.equal(status, 200);
  assert.equal(headers["access-control-allow-origin"], "https://shop.example");
  await pair.close();
});

test("what is marked as Connect's or gRPC-Web's goes to them, on the same paths", async () => {
  const path = "/rest.v1.PlainService/Echo";
  const json = await plain.send({
    method: "POST",
    path,
    headers: { "connect-protocol-version": "1" },
    body: '{"name":"me","amount":"x"}',
  });
  // Connect's errors have the code by name.
  assert.equal((json.json as { code: unknown }).code, "invalid_argument");
  const bytes = await plain.send({
    method: "POST",
    path,
    headers: { "connect-protocol-version": "1" },
    body: Uint8Array.of(0x22, 0xff, 0x22),
  });
  assert.match(bytes.text, /invalid JSON: expected UTF-8, got other bytes/);
  const web = await plain.send({
    method: "POST",
    path,
    headers: { "content-type": "application/grpc-web+proto" },
    body: new Uint8Array(5),
  });
  assert.equal(web.headers["content-type"], "application/grpc-web+proto");
});

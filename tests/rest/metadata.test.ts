// Headers to metadata and back, and bodies of any kind.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { type RestPair, startRest } from "./rest.support.ts";

let plain: RestPair;

before(async () => {
  plain = await startRest({ emitDefaults: false });
});

after(() => plain.close());

// --- metadata ----------------------------------------------------------------------------------------

async function metadata(names: readonly string[], headers: Record<string, string>) {
  const body = JSON.stringify({ names });
  const { json } = await plain.send({ method: "POST", path: "/v1/metadata", headers, body });
  const { values = {} } = json as { values?: Record<string, string> };
  return values;
}

test("headers are metadata, under the names that handlers for grpc-gateway know as well", async () => {
  const values = await metadata(
    [
      "x-own",
      "authorization",
      "grpcgateway-authorization",
      "cookie",
      "grpcgateway-cookie",
      "user-agent",
      "grpcgateway-user-agent",
      "traceparent",
    ],
    {
      "grpc-metadata-x-own": "1",
      authorization: "Bearer t",
      cookie: "a=b",
      "user-agent": "test",
      traceparent: "00-1",
    },
  );
  assert.deepEqual(values, {
    "x-own": "1",
    authorization: "Bearer t",
    "grpcgateway-authorization": "Bearer t",
    cookie: "a=b",
    "grpcgateway-cookie": "a=b",
    "user-agent": "test",
    "grpcgateway-user-agent": "test",
    traceparent: "00-1",
  });
});

test("metadata comes back as headers, the status of HTTP with it", async () => {
  const { status, headers, text } = await plain.send({
    method: "POST",
    path: "/v1/metadata",
    body: '{"headers":{"x-own":"1","etag":"\\"e\\"","location":"/x","x-http-code":"201"}}',
  });
  assert.equal(status, 201, text);
  assert.equal(headers["grpc-metadata-x-own"], "1");
  assert.equal(headers["etag"], '"e"');
  assert.equal(headers["location"], "/x");
  assert.ok(!("grpc-metadata-x-http-code" in headers));
});

test("204 has no body", async () => {
  const { status, headers, body } = await plain.send({
    method: "POST",
    path: "/v1/metadata",
    body: '{"headers":{"x-http-code":"204"}}',
  });
  assert.deepEqual([status, body.length, headers["content-type"]], [204, 0, undefined]);
});

test("trailers are sent to a client that takes them", async () => {
  const request = { method: "POST", path: "/v1/metadata", body: '{"trailers":{"x-end":"1"}}' };
  const { trailers } = await plain.send({ ...request, headers: { te: "trailers" } });
  assert.equal(trailers["grpc-trailer-x-end"], "1");
  const without = await plain.send(request);
  assert.deepEqual({ ...without.trailers }, {});
});

test("grpc-timeout is the deadline", async () => {
  const request = { method: "POST", path: "/v1/metadata", body: "{}" };
  const timed = await plain.send({ ...request, headers: { "grpc-timeout": "10S" } });
  assert.deepEqual(timed.json, { hasDeadline: true });
  assert.deepEqual((await plain.send(request)).json, {});
});

// --- bodies of any kind ------------------------------------------------------------------------------

test("an HttpBody takes any body", async () => {
  const body = Uint8Array.of(0, 255, 1);
  const headers = { "content-type": "image/png" };
  const whole = await plain.send({ method: "POST", path: "/v1/upload", headers, body });
  assert.deepEqual(whole.json, { contentType: "image/png", size: "3", data: "AP8B" });
  const field = await plain.send({ method: "POST", path: "/v1/upload/me?note=n", headers, body });
  assert.deepEqual(field.json, {
    name: "me",
    contentType: "image/png",
    size: "3",
    data: "AP8B",
    note: "n",
  });
});

test("an HttpBody is sent as it is", async () => {
  const { status, headers, text } = await plain.send({
    path: "/v1/download/hi?content_type=text/html&times=2",
  });
  assert.deepEqual([status, text], [200, "hihi"]);
  assert.equal(headers["content-type"], "text/html");
  assert.equal(headers["x-content-type-options"], "nosniff");
  const bare = await plain.send({ path: "/v1/download/hi" });
  assert.equal(bare.headers["content-type"], "application/octet-stream");
});

test("a stream of HttpBody is one body", async () => {
  const { headers, text } = await plain.send({
    path: "/v1/pieces/a?content_type=text/csv&times=3",
  });
  assert.deepEqual([headers["content-type"], text], ["text/csv", "a0\na1\na2\n"]);
});

test("a body larger than the server takes is 413, before anything is decoded", async () => {
  const pair = await startRest({}, { maxReceiveBytes: 1000 });
  for (const headers of [{}, { "content-length": "2000" }]) {
    const { status, json } = await pair.send({
      method: "POST",
      path: "/v1/everything",
      headers,
      body: `{"name":"${"x".repeat(1989)}"}`,
    });
    assert.equal(status, 413);
    assert.equal((json as { code: number }).code, 8);
  }
  await pair.close();
});

test("a large body comes whole", async () => {
  const name = "x".repeat(1_000_000);
  const { json } = await plain.send({
    method: "POST",
    path: "/v1/everything",
    body: JSON.stringify({ name }),
  });
  assert.deepEqual(json, { name });
});

test("responses are compressed for a client that takes it", async () => {
  const pair = await startRest({}, { compression: "gzip", compressionThresholdBytes: 10 });
  const path = `/v1/everything/${"x".repeat(500)}`;
  const { headers, body } = await pair.send({
    path,
    headers: { "accept-encoding": "br, gzip;q=0.5" },
  });
  assert.equal(headers["content-encoding"], "gzip");
  assert.equal(headers["vary"], "accept-encoding");
  assert.match(gunzipSync(body).toString(), /xxxx/);
  const refused = await pair.send({ path, headers: { "accept-encoding": "gzip;q=0" } });
  assert.equal(refused.headers["content-encoding"], undefined);
  await pair.close();
});

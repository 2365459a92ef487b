// Requests that a page of any site can have a browser send with the user's cookies: POST without a content type, or with
// that of a form. They are not served, with or without a body.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type RestPair, startRest } from "./rest.support.ts";

let pair: RestPair;

before(async () => {
  pair = await startRest();
});

after(() => pair.close());

/** Sends a POST over HTTP/2, with the headers as they are. */
function post(headers: Record<string, string>, body?: string, path = "/v1/bare/me") {
  return pair.send({
    method: "POST",
    path,
    headers: { "content-type": "", ...headers },
    ...(body !== undefined && { body }),
  });
}

const foreign = "https://other.example";

test("a page of another origin must send a content type that needs permission", async () => {
  const types = [
    "",
    "text/plain",
    "Text/Plain;charset=UTF-8",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
  ];
  for (const type of types) {
    for (const [path, body] of [
      ["/v1/bare/me", undefined],
      ["/v1/everything", undefined],
      ["/v1/everything", '{"name":"a"}'],
      ["/v1/upload", "a file"],
    ] as const) {
      const response = await post({ origin: foreign, "content-type": type }, body, path);
      const { code, message } = response.json as { code: number; message: string };
      assert.deepEqual([response.status, code], [403, 7], `${path} ${type}`);
      assert.match(message, /content-type that needs permission, such as application\/json/);
    }
  }
  const typed = { origin: foreign, "content-type": "application/json" };
  assert.equal((await post(typed)).status, 200);
  assert.equal((await post(typed, '{"name":"a"}', "/v1/everything")).status, 200);
  const image = { origin: foreign, "content-type": "image/png" };
  assert.equal((await post(image, "a file", "/v1/upload")).status, 200);
});

test("a program, and a page of the server's own origin, need no content type", async () => {
  const own = `http://127.0.0.1:${pair.port}`;
  for (const headers of [
    {},
    { origin: own },
    // Behind a proxy that ends TLS.
    { origin: own.replace("http:", "https:") },
    // Current browsers say where a request comes from, even behind a proxy that changes the host.
    { origin: foreign, "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
  ] as Record<string, string>[]) {
    assert.equal((await post(headers)).status, 200, JSON.stringify(headers));
    const { status, json } = await post(headers, '{"name":"a"}', "/v1/everything");
    assert.equal(status, 200);
    assert.equal((json as { name: string }).name, "a");
  }
});

test("an origin that is like the server's is another one", async () => {
  const { port } = pair;
  for (const headers of [
    { origin: "null" },
    { origin: "" },
    { origin: "http://127.0.0.1" },
    { origin: `http://127.0.0.1:${port + 1}` },
    { origin: `http://127.0.0.1:${port}.other.example` },
    { origin: `http://sub.127.0.0.1:${port}` },
    { origin: "file://" },
    { origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
  ] as Record<string, string>[]) {
    assert.equal((await post(headers)).status, 403, JSON.stringify(headers));
  }
});

test("a default port may be left out of the host", async () => {
  for (const [authority, origin, status] of [
    ["shop.example:443", "https://shop.example", 200],
    ["SHOP.example", "https://shop.example", 200],
    ["shop.example:80", "https://shop.example", 403],
    ["shop.example:8443", "https://shop.example", 403],
  ] as const) {
    const response = await post({ ":authority": authority, origin });
    assert.equal(response.status, status, authority);
  }
});

test("methods that browsers send with permission only need no content type", async () => {
  const response = await pair.send({
    method: "DELETE",
    path: "/v1/everything/me",
    headers: { origin: foreign },
  });
  assert.equal(response.status, 200);
});

test("over HTTP/1.1 as well, where a script reads the reason if the server permits its origin", async () => {
  const permitting = await startRest({}, { cors: { origins: [foreign] } });
  const response = await fetch(`http://127.0.0.1:${permitting.port}/v1/bare/me`, {
    method: "POST",
    headers: { origin: foreign },
  });
  assert.equal(response.status, 403);
  assert.equal(response.headers.get("access-control-allow-origin"), foreign);
  await permitting.close();
});

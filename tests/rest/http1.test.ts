// REST over HTTP/1.1, by fetch: the requests of the other tests have the same responses as over HTTP/2.
import assert from "node:assert/strict";
import { once } from "node:events";
import {
  createServer as createHttpServer,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { toNodeHandler } from "tramline";
import { commonCases } from "./common-cases.ts";
import { type HttpResponse, type RestPair, sendHttp1, startRest } from "./rest.support.ts";

let plain: RestPair;
const mounted = createHttpServer((request, response) => {
  toNodeHandler(plain.server)(request, response);
});

before(async () => {
  plain = await startRest({ emitDefaults: false });
  mounted.listen(0, "127.0.0.1");
  await once(mounted, "listening");
});

after(async () => {
  mounted.closeAllConnections();
  mounted.close();
  await plain.close();
});

/** Fields of HTTP's own. */
const framing = [
  "date",
  "connection",
  "keep-alive",
  "content-length",
  "transfer-encoding",
  ":status",
];

/** Returns the parts of a response that REST has made, without the fields of HTTP/1.1 itself. */
function essence({ status, headers, text }: HttpResponse) {
  const sent = Object.entries(headers).filter(([name]) => !framing.includes(name));
  return { status, headers: Object.fromEntries(sent), text };
}

for (const { name, request } of commonCases) {
  test(`over HTTP/1.1: ${name}`, async () => {
    const overHttp1 = await plain.fetch(request);
    assert.deepEqual(essence(overHttp1), essence(await plain.send(request)));
    const { headers, body } = overHttp1;
    const isFramed =
      headers["transfer-encoding"] === "chunked" ||
      headers["content-length"] === String(body.length) ||
      overHttp1.status === 204;
    assert.ok(isFramed, "the response has no end of its own");
  });
}

for (const { name, request } of commonCases) {
  test(`by node:http and server.fetch: ${name}`, async () => {
    const expected = essence(await plain.send(request));
    const { port } = mounted.address() as AddressInfo;
    assert.deepEqual(essence(await sendHttp1(`http://127.0.0.1:${port}`, request)), expected);
    const byFetch = await sendHttp1(`http://127.0.0.1:${port}`, request, (url, init) =>
      plain.server.fetch(new Request(url, init)),
    );
    assert.deepEqual(essence(byFetch), expected);
  });
}

test("HEAD has the length that GET has", async () => {
  for (const path of ["/v1/everything/me", "/v1/search?name=x", "/v2/nothing", "/v1/collect"]) {
    const get = await plain.fetch({ path });
    const head = await plain.fetch({ method: "HEAD", path });
    assert.equal(head.status, get.status);
    assert.equal(head.headers["content-type"], get.headers["content-type"]);
    assert.equal(head.headers["content-length"], get.headers["content-length"]);
    assert.equal(head.headers["content-length"], String(get.body.length));
    assert.equal(head.body.length, 0);
  }
});

test("a large body comes whole, chunked or with its length", async () => {
  const name = "x".repeat(1_000_000);
  const body = JSON.stringify({ name });
  const whole = await plain.fetch({ method: "POST", path: "/v1/everything", body });
  assert.deepEqual(whole.json, { name });
  const chunked = await fetch(`http://127.0.0.1:${plain.port}/v1/everything`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new Blob([body]).stream(),
    duplex: "half",
  });
  assert.deepEqual(await chunked.json(), { name });
});

test("trailers are sent to a client that takes them", async () => {
  const end = async (headers: Record<string, string>) => {
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: plain.port, method: "POST", path: "/v1/metadata" },
      headers: { "content-type": "application/json", ...headers },
    });
    request.end('{"trailers":{"x-end":"1"}}');
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    await once(response, "end");
    return response.trailers;
  };
  assert.equal((await end({ te: "trailers" }))["grpc-trailer-x-end"], "1");
  assert.deepEqual({ ...(await end({})) }, {});
});

test("a body larger than the server takes is 413, however much of it comes", async () => {
  const pair = await startRest({}, { maxReceiveBytes: 1000 });
  for (const size of [2000, 100_000, 1_000_000]) {
    const body = `{"name":"${"x".repeat(size)}"}`;
    const { status, json } = await pair.fetch({ method: "POST", path: "/v1/everything", body });
    assert.equal(status, 413);
    assert.equal((json as { code: number }).code, 8);
  }
  assert.equal((await pair.fetch({ path: "/v1/search?name=me" })).status, 200);
  await pair.close();
});

// Streams of responses by REST, and what REST shares with gRPC on one server.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { createGreeting } from "./greeting.ts";
import { type RestPair, startRest } from "./rest.support.ts";

let plain: RestPair;

before(async () => {
  plain = await startRest({ emitDefaults: false });
});

after(() => plain.close());

// --- streams -----------------------------------------------------------------------------------------

test("a stream comes as lines of JSON", async () => {
  const { status, headers, text } = await plain.send({ path: "/v1/watch/me?count=2" });
  assert.equal(status, 200);
  assert.equal(headers["content-type"], "application/x-ndjson");
  assert.equal(text, '{"result":{"name":"me"}}\n{"result":{"name":"me","number":1}}\n');
});

test("a stream that fails ends with the error", async () => {
  const { text } = await plain.send({ path: "/v1/watch/me?count=1&code=5" });
  assert.equal(
    text,
    '{"result":{"name":"me"}}\n{"error":{"code":5,"message":"the watch has ended","details":[]}}\n',
  );
});

test("a stream that fails before its first message has the status of HTTP", async () => {
  const { status, json } = await plain.send({ path: "/v1/watch/me?code=5" });
  assert.equal(status, 404);
  assert.deepEqual(json, { code: 5, message: "the watch has ended", details: [] });
});

test("a stream comes as server-sent events to a client that wants them", async () => {
  const { headers, text } = await plain.send({
    path: "/v1/watch/me?count=1",
    headers: { accept: "text/event-stream" },
  });
  assert.equal(headers["content-type"], "text/event-stream");
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(text, 'data: {"name":"me"}\n\nevent: end\ndata: {}\n\n');
  const failed = await plain.send({
    path: "/v1/watch/me?count=1&code=14",
    headers: { accept: "text/event-stream" },
  });
  assert.match(failed.text, /\n\nevent: error\ndata: \{"code":14,.*\}\n\n$/);
});

test("a field of each response is streamed", async () => {
  const { text } = await plain.send({ path: "/v1/names/me?count=2" });
  assert.equal(text, '{"result":"me"}\n{"result":"me"}\n');
});

test("a stream of a service without annotations", async () => {
  const { text } = await plain.send({
    method: "POST",
    path: "/rest.v1.PlainService/Count",
    body: '{"name":"me","count":1}',
  });
  assert.equal(text, '{"result":{"name":"me"}}\n');
});

test("a client that leaves ends the stream's handler, and one that does not read holds it back", async () => {
  const greeting = await createGreeting();
  const stream = greeting.session.request({ ":path": "/v1/watch/me" });
  stream.end();
  await once(stream, "response");
  await greeting.isHeldBack;
  stream.close(8);
  await greeting.hasEnded;
  assert.ok(greeting.sent < 100_000);
  await greeting.close();
});

test("HEAD of a stream has the headers of GET, and ends with the first message", async () => {
  for (const path of ["/v1/watch/me?count=2", "/v1/watch/me", "/v1/watch/me?code=5"]) {
    const get = await plain.send({ path });
    for (const head of [
      await plain.send({ method: "HEAD", path }),
      await plain.fetch({ method: "HEAD", path }),
    ]) {
      assert.equal(head.status, get.status, path);
      assert.equal(head.headers["content-type"], get.headers["content-type"]);
      assert.equal(head.body.length, 0);
    }
  }
  const greeting = await createGreeting();
  const { status } = await greeting.send({ method: "HEAD", path: "/v1/watch/me" });
  assert.equal(status, 200);
  await greeting.hasEnded;
  assert.equal(greeting.sent, 1);
  await greeting.close();
});

// --- the same server as for gRPC ---------------------------------------------------------------------

test("interceptors, observers, limits, and hidden errors are those of the server", async () => {
  const seen: string[] = [];
  const pair = await startRest(
    {},
    {
      interceptors: [
        (call, next) => {
          seen.push(`intercepted ${call.method.path}`);
          return next(call);
        },
      ],
      observers: [
        {
          observeServerMethod: (method) => ({
            onCallStart: ({ path }) => {
              seen.push(`began ${path} ${method === undefined}`);
              return {
                run: (body) => body(),
                onMessageReceived: (bytes) => seen.push(`received ${bytes}`),
                onMessageSent: (bytes) => seen.push(`sent ${bytes}`),
                onCallEnd: (error) => seen.push(`ended ${error?.code ?? "OK"}`),
              };
            },
          }),
        },
      ],
    },
  );
  await pair.send({ method: "POST", path: "/rest.v1.PlainService/Echo", body: '{"name":"me"}' });
  assert.deepEqual(seen.splice(0), [
    "began /rest.v1.PlainService/Echo false",
    "received 13",
    "intercepted /rest.v1.PlainService/Echo",
    "sent 63",
    "ended OK",
  ]);
  await pair.send({ path: "/v1/int32/x" });
  assert.deepEqual(seen.splice(0), [
    "began /rest.v1.RestService/Get false",
    "ended INVALID_ARGUMENT",
  ]);
  await pair.send({ method: "POST", path: "/v1/collect", body: "{}" });
  assert.deepEqual(seen.splice(0), [
    "began /rest.v1.RestService/Collect false",
    "ended UNIMPLEMENTED",
  ]);
  await pair.close();
});

test("calls that a limit rejects are not decoded", async () => {
  const pair = await startRest({}, { limits: { callsPerSecond: 1, callBurst: 1 } });
  assert.equal((await pair.send({ path: "/v1/search" })).status, 200);
  const { status, json } = await pair.send({ path: "/v1/int32/x" });
  assert.ok(status === 429 || status === 503, String(status));
  assert.notEqual((json as { code: number }).code, 3);
  await pair.close();
});

test("what a handler throws is hidden, unless the server exposes it", async () => {
  for (const exposeErrors of [false, true]) {
    const greeting = await createGreeting({ exposeErrors });
    const { status, json } = await greeting.send({ path: "/v1/nothing" });
    assert.equal(status, 500);
    const { message } = json as { message: string };
    assert.equal(message, exposeErrors ? "secret" : "the handler threw an error");
    await greeting.close();
  }
});

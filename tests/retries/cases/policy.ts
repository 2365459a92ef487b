// What gRFC A6 says of retry policies, as grpc-go's test/retry_test.go and grpc-java's RetriableStreamTest
// and RetryTest hold it.
import assert from "node:assert/strict";
import { constants } from "node:http2";
import { Code } from "tramline";
import {
  ABORTED,
  Cases,
  failure,
  failWith,
  respond,
  retrying,
  textsOf,
  UNAVAILABLE,
} from "../src/case.ts";

const policy = new Cases("retry policy");
export const policyCases = policy.list;
const unavailable = failWith(UNAVAILABLE);

policy.add(
  "a unary call is tried again until it succeeds",
  { config: retrying(), script: [unavailable, unavailable, respond("a")] },
  async ({ client, attempts }) => {
    assert.equal((await client.say({ text: "x" })).text, "a");
    assert.deepEqual(
      attempts.map(({ previous }) => previous),
      [undefined, "1", "2"],
    );
    for (const attempt of attempts) assert.deepEqual(await attempt.whole(), ["x"]);
  },
);
policy.add(
  "a server stream is tried again",
  { config: retrying(), script: [unavailable, respond("a", "b")] },
  async ({ client, attempts }) => {
    assert.deepEqual(await textsOf(client.repeat({ text: "x" })), ["a", "b"]);
    assert.deepEqual(await attempts[1]?.whole(), ["x"]);
  },
);
policy.add(
  "a stream of requests is tried again with all its messages",
  {
    config: retrying(),
    script: [
      async (attempt) => {
        await attempt.messages(2);
        attempt.fail(UNAVAILABLE);
      },
      async (attempt) => attempt.succeed((await attempt.whole()).join(" ")),
    ],
  },
  async ({ client, server }) => {
    const call = client.collect();
    await call.send({ text: "a" });
    await call.send({ text: "b" });
    await server.attempt(2);
    await call.send({ text: "c" });
    await call.close();
    assert.equal((await call.response).text, "a b c");
  },
);
policy.add(
  "a bidi call is tried again with all its messages, and goes on",
  {
    config: retrying(),
    script: [
      async (attempt) => {
        await attempt.messages(1);
        attempt.fail(UNAVAILABLE);
      },
      async (attempt) => {
        await attempt.messages(1);
        attempt.send(attempt.texts.join(" "));
        attempt.succeed((await attempt.whole()).join(" "));
      },
    ],
  },
  async ({ client }) => {
    const call = client.chat();
    await call.send({ text: "a" });
    const responses = call[Symbol.asyncIterator]();
    assert.equal((await responses.next()).value?.text, "a");
    await call.send({ text: "b" });
    await call.close();
    assert.equal((await responses.next()).value?.text, "a b");
    assert.equal((await responses.next()).done, true);
  },
);
policy.add(
  "a stream of requests that was closed is closed again",
  {
    config: retrying(),
    script: [
      async (attempt) => {
        await attempt.whole();
        attempt.fail(UNAVAILABLE);
      },
      async (attempt) => attempt.succeed((await attempt.whole()).join(" ")),
    ],
  },
  async ({ client }) => {
    assert.equal((await client.collect([{ text: "a" }, { text: "b" }])).text, "a b");
  },
);
policy.add(
  "compressed requests are compressed again",
  {
    config: retrying(),
    channel: { compression: "gzip", compressionThresholdBytes: 0 },
    script: [
      async (attempt) => {
        await attempt.whole();
        attempt.fail(UNAVAILABLE);
      },
      async (attempt) => attempt.succeed((await attempt.whole()).join(" ")),
    ],
  },
  async ({ client, attempts }) => {
    assert.equal((await client.collect([{ text: "a" }, { text: "b" }])).text, "(packed) (packed)");
    assert.equal(attempts[1]?.headers["grpc-encoding"], "gzip");
    assert.equal((await client.say({ text: "a" })).text, "(packed)");
  },
);
policy.add(
  "maxAttempts counts the first one",
  { config: retrying({ maxAttempts: 3 }), script: [unavailable] },
  async ({ client, attempts }) => {
    const error = await failure(client.say({}));
    assert.equal(error.code, "UNAVAILABLE");
    assert.equal(error.rawMessage, "attempt 3");
    assert.equal(error.call?.attempts, 3);
    assert.equal(attempts.length, 3);
  },
);
policy.add(
  "more than five attempts are not made",
  { config: retrying({ maxAttempts: 9 }), script: [unavailable] },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 5);
  },
);
policy.add(
  "a channel may allow more",
  {
    config: retrying({ maxAttempts: 9 }),
    channel: { retries: { maxAttempts: 7 } },
    script: [unavailable],
  },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 7);
  },
);
policy.add(
  "a channel may switch retries off",
  { config: retrying(), channel: { retries: { maxAttempts: 1 } }, script: [unavailable] },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 1);
  },
);
policy.add(
  "without a policy nothing is tried again",
  { script: [unavailable] },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 1);
  },
);
policy.add(
  "a code that is not retryable ends the call",
  { config: retrying(), script: [unavailable, failWith(ABORTED)] },
  async ({ client, attempts }) => {
    assert.equal((await failure(client.say({}))).code, "ABORTED");
    assert.equal(attempts.length, 2);
  },
);
policy.add(
  "any code may be retryable, DEADLINE_EXCEEDED of the server included",
  {
    config: retrying({ retryableStatusCodes: ["DEADLINE_EXCEEDED", 13] }),
    script: [failWith(Code.DEADLINE_EXCEEDED), failWith(Code.INTERNAL), respond("a")],
  },
  async ({ client }) => assert.equal((await client.say({})).text, "a"),
);
policy.add(
  "the policy of the method counts, not that of its service",
  {
    config: {
      methodConfig: [
        ...(retrying({ maxAttempts: 2 }).methodConfig ?? []),
        { name: [{ service: "e2e.EchoService", method: "Say" }], timeout: "10s" },
      ],
    },
    script: [unavailable],
  },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 1);
    await failure(textsOf(client.repeat({})));
    assert.equal(attempts.length, 3);
  },
);
policy.add(
  "headers commit the call: unary",
  {
    config: retrying(),
    script: [
      (attempt) => {
        attempt.begin();
        attempt.end(UNAVAILABLE);
      },
    ],
  },
  async ({ client, attempts }) => {
    assert.equal((await failure(client.say({}))).code, "UNAVAILABLE");
    assert.equal(attempts.length, 1);
  },
);
policy.add(
  "headers commit the call: after a retry, a stream with a response",
  {
    config: retrying(),
    script: [
      unavailable,
      (attempt) => {
        attempt.send("a");
        attempt.end(UNAVAILABLE);
      },
    ],
  },
  async ({ client, attempts }) => {
    const responses = client.repeat({})[Symbol.asyncIterator]();
    assert.equal((await responses.next()).value?.text, "a");
    assert.equal((await failure(responses.next())).code, "UNAVAILABLE");
    assert.equal(attempts.length, 2);
  },
);
policy.add(
  "headers commit the call, though a reset follows",
  {
    config: retrying(),
    script: [
      (attempt) => {
        attempt.begin();
        setTimeout(() => attempt.drop(), 30);
      },
    ],
  },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 1);
  },
);
policy.add(
  "OK without headers is the end",
  { config: retrying(), script: [failWith(0)] },
  async ({ client, attempts }) => {
    assert.deepEqual(await textsOf(client.repeat({})), []);
    assert.equal(attempts.length, 1);
  },
);
policy.add(
  "a connection that breaks is tried again elsewhere",
  { config: retrying(), script: [(attempt) => attempt.drop(), respond("a")] },
  async ({ client, attempts }) => {
    assert.equal((await client.say({}, { timeoutMs: 5000 })).text, "a");
    assert.equal(attempts[1]?.previous, "1");
  },
);
policy.add(
  "a reset with an error that means UNAVAILABLE is tried again; CANCEL is not",
  {
    config: retrying(),
    script: [
      (attempt) => attempt.cut(constants.NGHTTP2_REFUSED_STREAM),
      (attempt) => attempt.cut(constants.NGHTTP2_REFUSED_STREAM),
      (attempt) => attempt.cut(constants.NGHTTP2_CANCEL),
    ],
  },
  async ({ client, attempts }) => {
    assert.equal((await failure(client.say({}))).code, "CANCELLED");
    assert.equal(attempts.length, 3);
    assert.deepEqual(
      attempts.map(({ previous }) => previous),
      [undefined, undefined, "1"],
    );
  },
);
policy.add(
  "the error page of a proxy is tried again by its status",
  {
    config: retrying(),
    script: [(attempt) => attempt.page(503), (attempt) => attempt.page(502), respond("a")],
  },
  async ({ client, attempts }) => {
    assert.equal((await client.say({})).text, "a");
    assert.equal(attempts.length, 3);
  },
);
policy.add(
  "metadata goes out with each attempt",
  { config: retrying(), script: [unavailable, respond("a")] },
  async ({ client, attempts }) => {
    await client.say({}, { metadata: { "x-key": "v" } });
    assert.deepEqual(
      attempts.map(({ headers }) => headers["x-key"]),
      ["v", "v"],
    );
  },
);
policy.add(
  "the trailers of attempts before the last one reach nobody",
  {
    config: retrying(),
    script: [
      failWith(UNAVAILABLE, { "x-from": "1" }),
      (attempt) => {
        attempt.begin({ "x-head": "2" });
        attempt.send("a");
        attempt.end(0, { "x-from": "2" });
      },
    ],
  },
  async ({ client }) => {
    const seen: string[] = [];
    await client.say(
      {},
      {
        onHeaders: (headers) => seen.push(`headers ${headers.get("x-head")}`),
        onTrailers: (trailers) => seen.push(`trailers ${trailers.get("x-from")}`),
      },
    );
    assert.deepEqual(seen, ["headers 2", "trailers 2"]);
  },
);
policy.add(
  "an interceptor sees one call",
  {
    config: retrying(),
    channel: {
      interceptors: [
        async (call, next) => {
          call.metadata.append("x-count", "1");
          return next(call);
        },
      ],
    },
    script: [unavailable, respond("a"), unavailable, respond("b")],
  },
  async ({ client, attempts }) => {
    assert.equal((await client.say({})).text, "a");
    assert.deepEqual(await textsOf(client.repeat({})), ["b"]);
    assert.deepEqual(
      attempts.map(({ headers, previous }) => `${headers["x-count"] as string} ${previous}`),
      ["1 undefined", "1 1", "1 undefined", "1 1"],
    );
  },
);
policy.add(
  "a hundred calls at once are tried again, each with its own request",
  {
    config: retrying(),
    script: [
      async (attempt) => {
        if (attempt.previous === undefined) attempt.fail(UNAVAILABLE);
        else attempt.succeed((await attempt.whole()).join());
      },
    ],
  },
  async ({ client, attempts }) => {
    const texts = Array.from({ length: 100 }, (_, i) => `request ${i}`);
    const responses = await Promise.all(texts.map((text) => client.say({ text })));
    assert.deepEqual(
      responses.map(({ text }) => text),
      texts,
    );
    assert.equal(attempts.length, 200);
  },
);
policy.add(
  "no server, then one: a call that finds no connection is tried again",
  { config: retrying({ initialBackoff: "0.05s" }), script: [respond("a")] },
  async ({ client, server }) => {
    assert.equal((await client.say({})).text, "a");
    server.close();
    const error = await failure(client.say({}));
    assert.equal(error.code, "UNAVAILABLE");
    assert.match(error.rawMessage, /no connection/);
  },
);

// What gRFC A6 says of hedging, as grpc-java's RetriableStreamTest and HedgingTest hold it.
import assert from "node:assert/strict";
import { constants } from "node:http2";
import { ConnectivityState } from "tramline";
import {
  ABORTED,
  Cases,
  failure,
  failWith,
  hedging,
  refuse,
  respond,
  silent,
  sleep,
  textsOf,
  UNAVAILABLE,
} from "../src/case.ts";
import type { Attempt } from "../src/script.ts";

const hedge = new Cases("hedging");
export const hedgingCases = hedge.list;
const unavailable = failWith(UNAVAILABLE);
const echo = async (attempt: Attempt): Promise<void> =>
  attempt.succeed((await attempt.whole()).join(" "));
const never = { hedgingDelay: "20s" };

hedge.add(
  "another attempt begins after each delay, each with its number",
  { config: hedging({ maxAttempts: 3, hedgingDelay: "0.05s" }), script: [silent, silent, echo] },
  async ({ client, channel, attempts }) => {
    await channel.waitForState(ConnectivityState.READY);
    const beganMs = performance.now();
    assert.equal((await client.say({ text: "x" })).text, "x");
    assert.deepEqual(
      attempts.map(({ previous }) => previous),
      [undefined, "1", "2"],
    );
    const [, second = 0, third = 0] = attempts.map(({ atMs }) => atMs - beganMs);
    assert.ok(second >= 49 && third >= 99, `${second} ${third}`);
  },
);
hedge.add(
  "the first response wins, and the others are cancelled",
  {
    config: hedging({ hedgingDelay: "0.02s", maxAttempts: 3 }),
    script: [silent, silent, echo],
  },
  async ({ client, attempts }) => {
    await client.say({ text: "x" });
    assert.equal(await attempts[0]?.reset(), constants.NGHTTP2_CANCEL);
    assert.equal(await attempts[1]?.reset(), constants.NGHTTP2_CANCEL);
  },
);
hedge.add(
  "a quick response needs no second attempt",
  { config: hedging({ hedgingDelay: "1s" }), script: [respond("a")] },
  async ({ client, channel, attempts }) => {
    await channel.waitForState(ConnectivityState.READY);
    assert.equal((await client.say({})).text, "a");
    await sleep(1100);
    assert.equal(attempts.length, 1);
  },
);
hedge.add(
  "without a delay all begin at once",
  {
    config: hedging({ maxAttempts: 4, hedgingDelay: "0s" }),
    script: [silent, silent, silent, echo],
  },
  async ({ client, attempts }) => {
    assert.equal((await client.say({ text: "x" })).text, "x");
    assert.equal(attempts.length, 4);
  },
);
hedge.add(
  "the delay may be left out",
  {
    config: {
      methodConfig: [{ name: [{}], hedgingPolicy: { maxAttempts: 2 } }],
    },
    script: [silent, echo],
  },
  async ({ client }) => assert.equal((await client.say({ text: "x" })).text, "x"),
);
hedge.add(
  "a failure that is not fatal brings the next one on at once",
  { config: hedging(never), script: [unavailable, unavailable, echo] },
  async ({ client, attempts }) => {
    assert.equal((await client.say({ text: "x" }, { timeoutMs: 5000 })).text, "x");
    assert.equal(attempts.length, 3);
  },
);
hedge.add(
  "a fatal failure ends all of them",
  {
    // Long enough that the third response is read before the fourth attempt, on a machine that is busy too.
    config: hedging({ maxAttempts: 4, hedgingDelay: "0.5s" }),
    script: [silent, silent, failWith(ABORTED)],
  },
  async ({ client, attempts }) => {
    assert.equal((await failure(client.say({}))).code, "ABORTED");
    assert.equal(await attempts[0]?.reset(), constants.NGHTTP2_CANCEL);
    assert.equal(await attempts[1]?.reset(), constants.NGHTTP2_CANCEL);
    await sleep(600);
    assert.equal(attempts.length, 3);
  },
);
hedge.add(
  "the call fails when all have failed",
  { config: hedging({ maxAttempts: 3, hedgingDelay: "0.02s" }), script: [unavailable] },
  async ({ client, attempts }) => {
    const error = await failure(client.say({}));
    assert.equal(error.code, "UNAVAILABLE");
    assert.equal(error.call?.attempts, 3);
    assert.equal(attempts.length, 3);
  },
);
hedge.add(
  "failures beside an attempt that still runs do not end the call",
  {
    config: hedging({ maxAttempts: 3, ...never }),
    script: [
      async (attempt) => {
        await sleep(100);
        attempt.succeed("late");
      },
      unavailable,
    ],
  },
  async ({ client, attempts }) => {
    const slow = client.say({});
    assert.equal((await slow).text, "late");
    assert.equal(attempts.length, 1, "the delay has not passed");
  },
);
hedge.add(
  "more than five attempts are not made",
  { config: hedging({ maxAttempts: 9, hedgingDelay: "0s" }), script: [unavailable] },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 5);
  },
);
hedge.add(
  "headers commit: an error behind them is the call's",
  {
    config: hedging({ maxAttempts: 2, hedgingDelay: "0.02s" }),
    script: [
      silent,
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
    assert.equal(await attempts[0]?.reset(), constants.NGHTTP2_CANCEL);
  },
);
hedge.add(
  "OK without headers wins",
  { config: hedging({ hedgingDelay: "0.02s", maxAttempts: 2 }), script: [silent, failWith(0)] },
  async ({ client, attempts }) => {
    assert.deepEqual(await textsOf(client.repeat({})), []);
    assert.equal(await attempts[0]?.reset(), constants.NGHTTP2_CANCEL);
  },
);
hedge.add(
  "a server stream",
  {
    config: hedging({ hedgingDelay: "0.02s", maxAttempts: 2 }),
    script: [silent, respond("a", "b")],
  },
  async ({ client, attempts }) => {
    assert.deepEqual(await textsOf(client.repeat({ text: "x" })), ["a", "b"]);
    for (const attempt of attempts) assert.deepEqual(attempt.texts, ["x"]);
  },
);
hedge.add(
  "a stream of requests goes to all of them, from its beginning",
  { config: hedging({ hedgingDelay: "0.05s", maxAttempts: 2 }), script: [silent, echo] },
  async ({ client, server, attempts }) => {
    const call = client.collect();
    await call.send({ text: "a" });
    await (await server.attempt(1)).messages(1);
    const second = await server.attempt(2);
    await second.messages(1);
    await call.send({ text: "b" });
    await call.close();
    assert.equal((await call.response).text, "a b");
    assert.deepEqual(attempts[0]?.texts, ["a", "b"]);
  },
);
hedge.add(
  "a bidi call goes on with the winner alone",
  {
    config: hedging({ hedgingDelay: "0.02s", maxAttempts: 2 }),
    script: [
      silent,
      async (attempt) => {
        await attempt.messages(1);
        attempt.send("first");
        await attempt.whole();
        attempt.succeed(attempt.texts.join(" "));
      },
    ],
  },
  async ({ client, attempts }) => {
    const call = client.chat();
    await call.send({ text: "a" });
    const responses = call[Symbol.asyncIterator]();
    assert.equal((await responses.next()).value?.text, "first");
    for (let i = 0; i < 50; i++) await call.send({ text: `${i}` });
    await call.close();
    const { value } = await responses.next();
    assert.equal(value?.text.split(" ").length, 51);
    assert.deepEqual(attempts[0]?.texts, ["a"]);
  },
);
hedge.add(
  "large messages reach each attempt at its own pace",
  {
    config: hedging({ hedgingDelay: "0s", maxAttempts: 2 }),
    script: [
      silent,
      (attempt) => {
        void attempt.whole().then((texts) => attempt.succeed(`${texts.join("").length}`));
      },
    ],
  },
  async ({ client }) => {
    const requests = Array.from({ length: 10 }, () => ({ text: "x".repeat(20_000) }));
    assert.equal((await client.collect(requests)).text, "200000");
  },
);
hedge.add(
  "compressed requests",
  {
    config: hedging({ hedgingDelay: "0s", maxAttempts: 2 }),
    channel: { compression: "gzip", compressionThresholdBytes: 0 },
    script: [silent, echo],
  },
  async ({ client, attempts }) => {
    assert.equal((await client.say({ text: "x" })).text, "(packed)");
    assert.deepEqual(attempts[0]?.texts, ["(packed)"]);
  },
);
hedge.add(
  "a cancellation reaches all of them",
  { config: hedging({ hedgingDelay: "0s", maxAttempts: 3 }), script: [silent] },
  async ({ client, server, attempts }) => {
    const call = client.repeat({});
    await server.attempt(3);
    call.cancel();
    for (const attempt of attempts) assert.equal(await attempt.reset(), constants.NGHTTP2_CANCEL);
    await sleep(20);
    assert.equal(attempts.length, 3);
  },
);
hedge.add(
  "the deadline ends all of them",
  { config: hedging({ hedgingDelay: "0.02s", maxAttempts: 3 }), script: [silent] },
  async ({ client, channel, attempts }) => {
    await channel.waitForState(ConnectivityState.READY);
    assert.equal((await failure(client.say({}, { timeoutMs: 1000 }))).code, "DEADLINE_EXCEEDED");
    assert.equal(attempts.length, 3);
    for (const attempt of attempts) assert.equal(await attempt.reset(), constants.NGHTTP2_CANCEL);
  },
);
hedge.add(
  "a refused hedge is sent once more, and is no failure",
  { config: hedging({ ...never, maxAttempts: 2 }), script: [refuse, echo] },
  async ({ client, attempts }) => {
    assert.equal((await client.say({ text: "x" })).text, "x");
    assert.deepEqual(
      attempts.map(({ previous }) => previous),
      [undefined, undefined],
    );
  },
);
hedge.add(
  "a connection that breaks under all hedges ends them as their codes say",
  {
    config: hedging({ hedgingDelay: "0s", maxAttempts: 2 }),
    script: [silent, (attempt) => attempt.drop()],
  },
  async ({ client }) => {
    assert.equal((await failure(client.say({}, { timeoutMs: 5000 }))).code, "UNAVAILABLE");
  },
);
hedge.add(
  "a channel may switch hedging off",
  {
    config: hedging({ hedgingDelay: "0s" }),
    channel: { retries: { maxAttempts: 1 } },
    script: [echo],
  },
  async ({ client, attempts }) => {
    await client.say({});
    assert.equal(attempts.length, 1);
  },
);
hedge.add(
  "a hundred calls at once, each once with its caller",
  {
    config: hedging({ hedgingDelay: "0.01s", maxAttempts: 3 }),
    script: [
      async (attempt) => {
        if (attempt.previous === "2" || attempt.number % 3 === 0) await echo(attempt);
      },
    ],
  },
  async ({ client }) => {
    const texts = Array.from({ length: 100 }, (_, i) => `request ${i}`);
    const responses = await Promise.all(
      texts.map((text) => client.say({ text }, { timeoutMs: 20_000 })),
    );
    assert.deepEqual(
      responses.map(({ text }) => text),
      texts,
    );
  },
);

// The bounded buffer for requests that may have to be sent again (gRFC A6, Memory Management).
import assert from "node:assert/strict";
import {
  Cases,
  failure,
  failWith,
  hedging,
  respond,
  retrying,
  sleep,
  UNAVAILABLE,
} from "../src/case.ts";
import type { Attempt } from "../src/script.ts";

const buffer = new Cases("replay buffer");
export const bufferCases = buffer.list;
const failOnEnd = async (attempt: Attempt): Promise<void> => {
  await attempt.whole();
  attempt.fail(UNAVAILABLE);
};
const big = (bytes: number) => ({ text: "x".repeat(bytes - 20) });

buffer.add(
  "a call that has sent more than its share is committed",
  {
    config: retrying(),
    channel: { retries: { bufferBytesPerCall: 1000 } },
    script: [failOnEnd],
  },
  async ({ client, attempts }) => {
    assert.equal((await failure(client.collect([big(600), big(600)]))).code, "UNAVAILABLE");
    assert.equal(attempts.length, 1);
  },
);
buffer.add(
  "a call that has sent as much as its share is not",
  {
    config: retrying(),
    channel: { retries: { bufferBytesPerCall: 1200 } },
    script: [failOnEnd, async (attempt) => attempt.succeed(`${(await attempt.whole()).length}`)],
  },
  async ({ client }) => {
    assert.equal((await client.collect([big(600), big(600)])).text, "2");
  },
);
buffer.add(
  "the calls of a channel share a buffer, and give back what they took",
  {
    config: retrying({ maxAttempts: 2 }),
    channel: { retries: { bufferBytes: 1000 } },
    script: [
      (attempt) => void attempt.messages(1),
      async (attempt) => {
        await attempt.whole();
        attempt.fail(UNAVAILABLE);
      },
      failOnEnd,
      respond("a"),
    ],
  },
  async ({ client, server, attempts }) => {
    const first = client.collect();
    await first.send(big(800));
    await (await server.attempt(1)).messages(1);
    await failure(client.collect([big(300)]));
    assert.equal(attempts.length, 2, "there was no room");
    first.cancel();
    await failure(first.response);
    assert.equal((await client.collect([big(900)])).text, "a");
    assert.equal(attempts.length, 4);
  },
);
buffer.add(
  "the requests of unary calls and server streams need no room",
  {
    config: retrying(),
    channel: { retries: { bufferBytes: 0, bufferBytesPerCall: 0 } },
    script: [
      failOnEnd,
      async (attempt) => attempt.succeed(`${(await attempt.whole()).join("").length}`),
    ],
  },
  async ({ client, attempts }) => {
    assert.equal((await client.say(big(100_000))).text, `${100_000 - 20}`);
    assert.ok(attempts[1]?.texts[0] === attempts[0]?.texts[0]);
  },
);
buffer.add(
  "what was sent goes out again, not what became of it",
  {
    config: retrying(),
    script: [
      async (attempt) => {
        await attempt.messages(1);
        await sleep(30);
        attempt.fail(UNAVAILABLE);
      },
      async (attempt) => attempt.succeed((await attempt.whole()).join(" ")),
    ],
  },
  async ({ client }) => {
    const call = client.collect();
    const message = { text: "a" };
    await call.send(message);
    message.text = "b";
    await call.send(message);
    message.text = "c";
    await call.close();
    assert.equal((await call.response).text, "a b");
  },
);
buffer.add(
  "messages that are sent while no attempt is under way wait",
  {
    config: retrying({ initialBackoff: "0.1s", maxBackoff: "0.1s" }),
    script: [
      failWith(UNAVAILABLE),
      async (attempt) => attempt.succeed((await attempt.whole()).join(" ")),
    ],
  },
  async ({ client, server }) => {
    const call = client.collect();
    await server.attempt(1);
    await sleep(30);
    void call.send({ text: "a" });
    void call.send({ text: "b" });
    await call.close();
    assert.equal((await call.response).text, "a b");
  },
);
buffer.add(
  "a large stream of requests is not kept once the server has responded",
  {
    config: retrying(),
    channel: { retries: { bufferBytesPerCall: 1000 } },
    script: [
      async (attempt) => {
        attempt.begin();
        await attempt.whole();
        attempt.succeed(`${attempt.texts.length}`);
      },
    ],
  },
  async ({ client }) => {
    const call = client.collect();
    await call.headers;
    for (let i = 0; i < 20; i++) await call.send(big(600));
    await call.close();
    assert.equal((await call.response).text, "20");
  },
);
buffer.add(
  "a hedged call that sends too much goes on with one attempt",
  {
    config: hedging({ maxAttempts: 3, hedgingDelay: "0s" }),
    channel: { retries: { bufferBytesPerCall: 1000 } },
    script: [
      async (attempt) => attempt.succeed(`${attempt.number}: ${(await attempt.whole()).length}`),
    ],
  },
  async ({ client, server, attempts }) => {
    const call = client.collect();
    await call.send(big(600));
    for (const number of [1, 2, 3]) await (await server.attempt(number)).messages(1);
    await call.send(big(600));
    const isLeft = ({ resetCode }: Attempt) => resetCode === undefined;
    while (attempts.filter(isLeft).length > 1) await sleep(5);
    const left = attempts.filter(isLeft);
    await call.send(big(600));
    await call.close();
    assert.equal((await call.response).text, `${left[0]?.number}: 3`);
  },
);

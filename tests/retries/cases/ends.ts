// Deadlines, cancellation, and the end of the channel while a call is retried (gRFC A6).
import assert from "node:assert/strict";
import { constants } from "node:http2";
import { Cases, failure, failWith, retrying, silent, sleep, UNAVAILABLE } from "../src/case.ts";

const ends = new Cases("end of a retried call");
export const endCases = ends.list;
const unavailable = failWith(UNAVAILABLE);

ends.add(
  "the deadline holds for all attempts, and each is told what is left",
  {
    config: retrying({ maxAttempts: 5, initialBackoff: "0.05s", maxBackoff: "0.05s" }),
    script: [unavailable, unavailable, silent],
  },
  async ({ client, attempts }) => {
    const began = performance.now();
    const error = await failure(client.say({}, { timeoutMs: 1500 }));
    assert.equal(error.code, "DEADLINE_EXCEEDED");
    assert.ok(performance.now() - began < 10_000);
    assert.equal(attempts.length, 3);
    const [first = 0, second = 0, third = 0] = attempts.map(({ headers }) => {
      const text = headers["grpc-timeout"] as string;
      return Number.parseInt(text, 10) * (text.endsWith("m") ? 1000 : 1);
    });
    assert.ok(first <= 1_500_000 && second < first - 35_000 && third < second - 35_000);
  },
);
ends.add(
  "a deadline during the backoff says what the call waited for",
  { config: retrying({ initialBackoff: "10s", maxBackoff: "10s" }), script: [unavailable] },
  async ({ client, attempts }) => {
    const error = await failure(client.say({}, { timeoutMs: 1000 }));
    assert.equal(error.code, "DEADLINE_EXCEEDED");
    assert.match(error.rawMessage, /waiting to try again after UNAVAILABLE: attempt 1/);
    assert.equal(attempts.length, 1);
  },
);
ends.add(
  "a cancellation during the backoff ends the call at once",
  { config: retrying({ initialBackoff: "10s", maxBackoff: "10s" }), script: [unavailable] },
  async ({ client, server, attempts }) => {
    const controller = new AbortController();
    const call = failure(client.say({}, { signal: controller.signal }));
    await server.attempt(1);
    await sleep(20);
    controller.abort();
    assert.equal((await call).code, "CANCELLED");
    assert.equal(attempts.length, 1);
  },
);
ends.add(
  "a cancellation reaches the attempt under way",
  { config: retrying(), script: [unavailable, silent] },
  async ({ client, server }) => {
    const call = client.repeat({});
    const second = await server.attempt(2);
    call.cancel();
    assert.equal(await second.reset(), constants.NGHTTP2_CANCEL);
  },
);
ends.add(
  "a channel that is closed ends calls in their backoff",
  { config: retrying({ initialBackoff: "10s", maxBackoff: "10s" }), script: [unavailable] },
  async ({ client, channel, server }) => {
    const call = failure(client.say({}));
    await server.attempt(1);
    await sleep(20);
    await channel.close();
    const error = await call;
    assert.equal(error.code, "UNAVAILABLE");
    assert.match(error.rawMessage, /closed/);
  },
);

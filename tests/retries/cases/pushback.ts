// What servers say by grpc-retry-pushback-ms, and the throttling of a channel's retries (gRFC A6).
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { ConnectivityState } from "tramline";
import {
  ABORTED,
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

const pushback = new Cases("pushback");
const throttling = new Cases("throttling");
export const pushbackCases = pushback.list;
export const throttlingCases = throttling.list;

const push = (value: string, status = UNAVAILABLE) =>
  failWith(status, { "grpc-retry-pushback-ms": value });
const slow = { initialBackoff: "20s", maxBackoff: "20s" };

pushback.add(
  "sets the delay",
  { config: retrying(slow), script: [push("80"), push("0"), respond("a")] },
  async ({ client, channel, attempts }) => {
    await channel.waitForState(ConnectivityState.READY);
    await client.say({});
    const [first = 0, second = 0, third = 0] = attempts.map(({ atMs }) => atMs);
    assert.ok(second - first >= 79, `${second - first} ms`);
    assert.ok(third - second < 2000);
  },
);
for (const value of ["-1", "-2147483648", "", "soon", "1.5", "007", "2147483648"]) {
  pushback.add(
    `"${value}" means not at all`,
    { config: retrying(), script: [push(value)] },
    async ({ client, attempts }) => {
      const error = await failure(client.say({}));
      assert.equal(error.metadata.get("grpc-retry-pushback-ms"), value);
      assert.equal(attempts.length, 1);
    },
  );
}
pushback.add(
  "the backoff begins again after it",
  {
    config: retrying({
      maxAttempts: 4,
      initialBackoff: "0.1s",
      maxBackoff: "20s",
      backoffMultiplier: 100,
    }),
    script: [failWith(UNAVAILABLE), push("10"), failWith(UNAVAILABLE), respond("a")],
  },
  async ({ client, attempts }) => {
    await client.say({});
    const [, second = 0, third = 0, fourth = 0] = attempts.map(({ atMs }) => atMs);
    assert.ok(third - second >= 9 && third - second < 5000);
    assert.ok(fourth - third >= 79 && fourth - third < 5000, `${fourth - third} ms`);
  },
);
pushback.add(
  "does not make a code retryable, nor allow one attempt more",
  { config: retrying({ maxAttempts: 2 }), script: [push("1", ABORTED), push("1")] },
  async ({ client, attempts }) => {
    assert.equal((await failure(client.say({}))).code, "ABORTED");
    assert.equal(attempts.length, 1);
    assert.equal((await failure(client.say({}))).code, "UNAVAILABLE");
    assert.equal(attempts.length, 3);
  },
);
pushback.add(
  "is of no effect behind headers",
  {
    config: retrying(),
    script: [
      (attempt) => {
        attempt.begin();
        attempt.end(UNAVAILABLE, { "grpc-retry-pushback-ms": "1" });
      },
    ],
  },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 1);
  },
);
pushback.add(
  "ends a backoff that would outlast the deadline with DEADLINE_EXCEEDED",
  { config: retrying(), script: [push("60000")] },
  async ({ client }) => {
    assert.equal((await failure(client.say({}, { timeoutMs: 60 }))).code, "DEADLINE_EXCEEDED");
  },
);
pushback.add(
  "to a hedge: the next one waits for it, and the hedging delay follows",
  {
    config: hedging({ maxAttempts: 3, hedgingDelay: "0.12s" }),
    script: [push("50"), () => {}, respond("a")],
  },
  async ({ client, channel, attempts }) => {
    await channel.waitForState(ConnectivityState.READY);
    assert.equal((await client.say({})).text, "a");
    const [first = 0, second = 0, third = 0] = attempts.map(({ atMs }) => atMs);
    assert.ok(second - first >= 49, `${second - first} ms`);
    assert.ok(third - first >= 169, `${third - first} ms`);
  },
);
const pushed = new EventEmitter();
pushback.add(
  "to a hedge: none follows, and those under way go on",
  {
    config: hedging({ maxAttempts: 4, hedgingDelay: "0.02s" }),
    script: [
      async (attempt) => {
        await once(pushed, "pushed");
        await sleep(150);
        attempt.succeed("a");
      },
      (attempt) => {
        push("-1")(attempt);
        pushed.emit("pushed");
      },
    ],
  },
  async ({ client, attempts }) => {
    assert.equal((await client.say({})).text, "a");
    assert.equal(attempts.length, 2);
  },
);
pushback.add(
  "to the last hedge under way: the call fails",
  { config: hedging({ hedgingDelay: "10s" }), script: [push("-1")] },
  async ({ client, attempts }) => {
    assert.equal((await failure(client.say({}))).code, "UNAVAILABLE");
    assert.equal(attempts.length, 1);
  },
);

const bucket = (maxTokens: number, tokenRatio: number) => ({
  retryThrottling: { maxTokens, tokenRatio },
});
const unavailable = failWith(UNAVAILABLE);

throttling.add(
  "retries stop when half of the tokens are gone",
  { config: retrying({ maxAttempts: 5 }, bucket(6, 0.5)), script: [unavailable] },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    // 5, 4 and 3 of 6 are left: the third failure is the last.
    assert.equal(attempts.length, 3);
    await failure(client.say({}));
    assert.equal(attempts.length, 4);
  },
);
throttling.add(
  "successes bring tokens back",
  {
    config: retrying({ maxAttempts: 2 }, bucket(2, 0.5)),
    script: [unavailable, respond("a"), respond("a"), respond("a"), unavailable, unavailable],
  },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 1, "1 of 2 tokens is left");
    for (let i = 0; i < 3; i++) await client.say({});
    await failure(client.say({}));
    assert.equal(attempts.length, 5, "2 of 2, less one: half of them");
  },
);
throttling.add(
  "a retry succeeds once tokens are back",
  {
    config: retrying({ maxAttempts: 2 }, bucket(4, 1)),
    script: [unavailable, unavailable, unavailable, respond("a"), unavailable, respond("b")],
  },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 2, "3, then 2 of 4");
    await failure(client.say({}));
    assert.equal(attempts.length, 3, "1 of 4");
    await client.say({});
    // 2 of 4, less one: still throttled.
    await failure(client.say({}));
    assert.equal(attempts.length, 5);
    for (let i = 0; i < 4; i++) await client.say({});
    assert.equal(attempts.length, 9);
  },
);
throttling.add(
  "codes that are not retryable cost nothing",
  {
    config: retrying({ maxAttempts: 2 }, bucket(4, 0.1)),
    script: [
      (attempt: Attempt) => {
        if (attempt.number <= 20) attempt.fail(ABORTED);
        else if (attempt.number === 21) attempt.fail(UNAVAILABLE);
        else attempt.succeed("a");
      },
    ],
  },
  async ({ client, attempts }) => {
    for (let i = 0; i < 20; i++) await failure(client.say({}));
    assert.equal((await client.say({})).text, "a");
    assert.equal(attempts.length, 22);
  },
);
throttling.add(
  "a pushback that forbids a retry costs a token, whatever the code",
  {
    config: retrying({ maxAttempts: 2 }, bucket(4, 0.001)),
    script: [push("-1", ABORTED), push("-1", ABORTED), unavailable],
  },
  async ({ client, attempts }) => {
    for (let i = 0; i < 3; i++) await failure(client.say({}));
    assert.equal(attempts.length, 3);
  },
);
throttling.add(
  "all methods of a channel share the tokens",
  { config: retrying({ maxAttempts: 2 }, bucket(4, 0.001)), script: [unavailable] },
  async ({ client, attempts }) => {
    await failure(client.collect([{}]));
    assert.equal(attempts.length, 2);
    await failure(client.say({}));
    assert.equal(attempts.length, 3);
  },
);
throttling.add(
  "the first attempt is never throttled, nor are calls without a policy",
  {
    config: {
      methodConfig: [
        { name: [{ service: "e2e.EchoService", method: "Say" }], timeout: "10s" },
        ...(retrying({ maxAttempts: 2 }).methodConfig ?? []),
      ],
      ...bucket(1, 0.001),
    },
    script: [
      (attempt: Attempt) => {
        if (attempt.number <= 3) attempt.fail(UNAVAILABLE);
        else attempt.succeed("a");
      },
    ],
  },
  async ({ client, attempts }) => {
    for (let i = 0; i < 3; i++) await failure(client.collect([{}]));
    assert.equal((await client.collect([{}])).text, "a");
    assert.equal((await client.say({})).text, "a");
    assert.equal(attempts.length, 5);
  },
);
throttling.add(
  "of hedges: the first is sent, the others are not",
  {
    config: hedging({ maxAttempts: 3, hedgingDelay: "0s" }, bucket(2, 0.001)),
    script: [unavailable],
  },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 3, "all at once, with tokens");
    await failure(client.say({}));
    assert.equal(attempts.length, 4);
  },
);

// Transparent retries: of what no server has looked at (gRFC A6), policy or not.
import assert from "node:assert/strict";
import {
  Cases,
  failure,
  failWith,
  refuse,
  respond,
  retrying,
  textsOf,
  UNAVAILABLE,
} from "../src/case.ts";

const transparent = new Cases("transparent retry");
export const transparentCases = transparent.list;

transparent.add(
  "a refused call is sent once more without a policy, and not counted",
  { script: [refuse, respond("a")] },
  async ({ client, attempts }) => {
    assert.equal((await client.say({ text: "x" })).text, "a");
    assert.deepEqual(
      attempts.map(({ previous }) => previous),
      [undefined, undefined],
    );
  },
);
transparent.add(
  "not more than once without a policy",
  { script: [refuse] },
  async ({ client, attempts }) => {
    assert.equal((await failure(client.say({}))).code, "UNAVAILABLE");
    assert.equal(attempts.length, 2);
  },
);
transparent.add(
  "the second refusal is the policy's, and counts",
  { config: retrying({ maxAttempts: 3 }), script: [refuse] },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.deepEqual(
      attempts.map(({ previous }) => previous),
      [undefined, undefined, "1", "2"],
    );
  },
);
transparent.add(
  "a refusal after a retry by the policy is sent once more as well",
  { config: retrying(), script: [failWith(UNAVAILABLE), refuse, respond("a")] },
  async ({ client, attempts }) => {
    assert.equal((await client.say({})).text, "a");
    assert.deepEqual(
      attempts.map(({ previous }) => previous),
      [undefined, "1", "1"],
    );
  },
);
transparent.add(
  "GOAWAY that disowns a call: it goes to the next connection",
  { script: [respond("first"), (attempt) => attempt.disown(), respond("a")] },
  async ({ client, attempts }) => {
    await client.say({});
    assert.equal((await client.say({}, { timeoutMs: 5000 })).text, "a");
    assert.equal(attempts[2]?.previous, undefined);
  },
);
transparent.add(
  "several connections may go at the same time",
  {
    script: [
      (attempt) => {
        // Each connection is sent two calls, and disowns the second one.
        if (attempt.number % 2 === 1 || attempt.number >= 8) attempt.succeed("a");
        else attempt.disown();
      },
    ],
  },
  async ({ client, attempts }) => {
    for (let i = 0; i < 4; i++) {
      assert.equal((await client.say({}, { timeoutMs: 5000 })).text, "a");
    }
    assert.ok(attempts.length >= 7);
  },
);
transparent.add(
  "refusals cost no tokens",
  {
    config: retrying({}, { retryThrottling: { maxTokens: 2, tokenRatio: 0.001 } }),
    script: [
      (attempt) => {
        if (attempt.number % 2 === 1 && attempt.number < 20) attempt.refuse();
        else if (attempt.number === 21) attempt.fail(UNAVAILABLE);
        else attempt.succeed("a");
      },
    ],
  },
  async ({ client, attempts }) => {
    for (let i = 0; i < 10; i++) await client.say({});
    assert.equal(attempts.length, 20);
    // One failure leaves 1 of 2 tokens: no retry. It had been allowed before.
    await failure(client.say({}));
    assert.equal(attempts.length, 21);
  },
);
transparent.add(
  "each kind of call",
  {
    script: [
      async (attempt) => {
        if (attempt.number % 2 === 1) attempt.refuse();
        else attempt.succeed((await attempt.whole()).join(" "));
      },
    ],
  },
  async ({ client }) => {
    assert.equal((await client.say({ text: "a" })).text, "a");
    assert.deepEqual(await textsOf(client.repeat({ text: "b" })), ["b"]);
    assert.equal((await client.collect([{ text: "c" }, { text: "d" }])).text, "c d");
    assert.deepEqual(await textsOf(client.chat([{ text: "e" }])), ["e"]);
  },
);
transparent.add(
  "retries switched off leave transparent ones",
  { channel: { retries: { maxAttempts: 1 } }, config: retrying(), script: [refuse, respond("a")] },
  async ({ client }) => assert.equal((await client.say({})).text, "a"),
);
transparent.add(
  "not after the response has begun",
  {
    script: [
      (attempt) => {
        attempt.begin();
        setTimeout(refuse, 10, attempt);
      },
    ],
  },
  async ({ client, attempts }) => {
    await failure(client.say({}));
    assert.equal(attempts.length, 1);
  },
);

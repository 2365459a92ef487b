import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it, test } from "node:test";
import { type Interceptor, StatusError } from "tramline";
import { type EchoImplementation, echo, failure, type Pair, sleep, withPair } from "./fixture.ts";

/** The error of a call that must fail. */
async function errorOf(call: Promise<unknown>): Promise<StatusError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof StatusError);
    return error;
  }
  throw new Error("the call has not failed");
}

/** Fails with each kind of call. */
const failing = {
  say: fail,
  // biome-ignore lint/correctness/useYield: it fails before
  async *repeat() {
    fail();
  },
  collect: fail,
  // biome-ignore lint/correctness/useYield: it fails before
  async *chat() {
    fail();
  },
} satisfies EchoImplementation;

function fail(): never {
  throw new StatusError("NOT_FOUND", "no such order");
}

const passOn: Interceptor = (call, next) => next(call);

const kinds: readonly [string, (client: Pair["client"]) => Promise<unknown>][] = [
  ["unary", (client) => client.say({})],
  ["server streaming", (client) => client.repeat({})[Symbol.asyncIterator]().next()],
  [
    "server streaming, read later",
    async (client) => {
      const call = client.repeat({});
      await call.headers.catch(() => {});
      await sleep(20);
      for await (const _ of call) assert.fail("no message is sent");
    },
  ],
  ["batches", (client) => client.repeat({}).batches()[Symbol.asyncIterator]().next()],
  ["client streaming", (client) => client.collect([{}])],
  ["client streaming, by hand", (client) => client.collect().response],
  ["bidi", (client) => client.chat([{}])[Symbol.asyncIterator]().next()],
  ["headers", (client) => client.repeat({}).headers],
  ["trailers", (client) => client.repeat({}).trailers],
  [
    "trailers, read later",
    async (client) => {
      const call = client.repeat({});
      await call.headers.catch(() => {});
      await sleep(20);
      await call.trailers;
    },
  ],
  [
    "a send that waits for room",
    async (client) => {
      const call = client.chat();
      for (;;) await call.send({ text: "x".repeat(100_000) });
    },
  ],
  [
    "a send after the end",
    async (client) => {
      const call = client.chat();
      await call.trailers.catch(() => {});
      await call.send({});
    },
  ],
];

test("10,000 calls that share a signal are cancelled by one listener", () => {
  const hang = new Promise<never>(() => {});
  return withPair({ ...echo, say: () => hang }, async ({ client }) => {
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 10_000 }, () =>
      failure(client.say({}, { signal })).then(({ code }) => code),
    );
    assert.equal(getEventListeners(signal, "abort").length, 1);
    controller.abort();
    assert.deepEqual([...new Set(await Promise.all(calls))], ["CANCELLED"]);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });
});

describe("a failed call explains itself", () => {
  for (const interceptors of [[], [passOn]]) {
    for (const [kind, call] of kinds) {
      const name = interceptors.length === 0 ? kind : `${kind}, intercepted`;
      it(`with the functions that have awaited it in its stack: ${name}`, () =>
        withPair(
          failing,
          async ({ client }) => {
            async function readOrder(): Promise<void> {
              await call(client);
            }
            async function showOrder(): Promise<void> {
              await readOrder();
            }
            const { stack = "" } = await errorOf(showOrder());
            assert.match(stack, /^StatusError: NOT_FOUND: no such order\n/);
            assert.match(stack, /at async readOrder .*failed-calls\.test\.ts/);
            assert.match(stack, /at async showOrder .*failed-calls\.test\.ts/);
          },
          { channel: { interceptors } },
        ));
    }
  }

  it("with its method, its server, its time, and the time used", () =>
    withPair(
      {
        ...echo,
        say: (_request, { signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener("abort", () => reject(new StatusError("CANCELLED")));
          }),
      },
      async ({ client, peer }) => {
        // Connects: the error names the server only if the call has reached it.
        for await (const _ of client.repeat({}));
        const { code, call } = await errorOf(client.say({}, { timeoutMs: 300 }));
        assert.equal(code, "DEADLINE_EXCEEDED");
        const { elapsedMs = 0, ...others } = call ?? { method: "", peer: "", attempts: 0 };
        assert.deepEqual(others, {
          method: "/e2e.EchoService/Say",
          peer,
          attempts: 1,
          timeoutMs: 300,
        });
        assert.ok(elapsedMs >= 299, `${elapsedMs}`);
      },
    ));

  it("with what each attempt met", () => {
    let calls = 0;
    return withPair(
      {
        ...echo,
        say: () => {
          calls += 1;
          throw new StatusError("UNAVAILABLE", `try ${calls}`);
        },
      },
      async ({ client, peer }) => {
        const { call, rawMessage } = await errorOf(client.say({}));
        assert.equal(rawMessage, "try 3");
        assert.equal(call?.attempts, 3);
        assert.deepEqual(call.earlier, [
          { peer, message: "UNAVAILABLE: try 1" },
          { peer, message: "UNAVAILABLE: try 2" },
        ]);
      },
      {
        channel: {
          serviceConfig: {
            methodConfig: [
              {
                name: [{}],
                retryPolicy: {
                  maxAttempts: 3,
                  initialBackoff: "0.001s",
                  maxBackoff: "0.001s",
                  backoffMultiplier: 1,
                  retryableStatusCodes: ["UNAVAILABLE"],
                },
              },
            ],
          },
        },
      },
    );
  });
});

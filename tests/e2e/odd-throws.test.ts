import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StatusError } from "tramline";
import { echo, withPair } from "./fixture.ts";

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** Things that throw when they are looked at. */
const odd: [what: string, make: () => unknown][] = [
  [
    "an error whose message throws",
    () =>
      new (class extends Error {
        override get message(): string {
          throw new Error("no message");
        }
      })(),
  ],
  ["a revoked proxy", revoked],
  [
    "a proxy without a prototype",
    () =>
      new Proxy(
        {},
        {
          getPrototypeOf() {
            throw new Error("no prototype");
          },
        },
      ),
  ],
  ["undefined", () => undefined],
  ["an error whose message is a number", () => Object.assign(new Error(), { message: 5 })],
];

const codeOf = (error: unknown) => StatusError.from(error).code;

describe("a handler that throws what throws in turn", () => {
  for (const [what, make] of odd) {
    it(`ends its call alone: ${what}`, () =>
      withPair(
        {
          say: () => {
            throw make();
          },
          async collect() {
            throw make();
          },
          async *repeat() {
            yield { text: "a" };
            throw make();
          },
        },
        async ({ client }) => {
          assert.equal(await client.say({}).catch(codeOf), "UNKNOWN");
          assert.equal(await client.collect([]).catch(codeOf), "UNKNOWN");
          const stream = async () => {
            for await (const _ of client.repeat({ count: 1 }));
          };
          assert.equal(await stream().catch(codeOf), "UNKNOWN");
          // The connection is the same, and works.
          assert.equal(await client.say({}).catch(codeOf), "UNKNOWN");
        },
      ));
  }
});

describe("an answer that is awaited and is no promise", () => {
  const answers: [what: string, make: () => unknown, code: string][] = [
    [
      "whose `then` throws",
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: this is what is tested
        then() {
          throw new Error("not then");
        },
      }),
      "UNKNOWN",
    ],
    [
      "whose `then` cannot be read",
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: this is what is tested
        get then(): unknown {
          throw new Error("no then");
        },
      }),
      "UNKNOWN",
    ],
    ["a revoked proxy", revoked, "UNKNOWN"],
    ["a number", () => 5, "INTERNAL"],
    ["a text", () => "abc", "INTERNAL"],
  ];
  for (const [what, make, code] of answers) {
    it(`ends its call alone: ${what}`, () =>
      withPair({ say: (() => make()) as typeof echo.say }, async ({ client }) => {
        assert.equal(await client.say({}).catch(codeOf), code);
        assert.equal(await client.say({}).catch(codeOf), code);
      }));
  }

  it("is taken to its end: a thenable that resolves with a promise", () =>
    withPair(
      {
        say: (() => ({
          // biome-ignore lint/suspicious/noThenProperty: this is what is tested
          then: (resolve: (value: unknown) => void) => resolve(Promise.resolve({ text: "late" })),
        })) as unknown as typeof echo.say,
      },
      async ({ client }) => {
        assert.equal((await client.say({})).text, "late");
      },
    ));

  it("in a stream whose results cannot be read", () =>
    withPair(
      {
        repeat: (() => ({
          [Symbol.asyncIterator]: () => ({
            next: () =>
              Promise.resolve({
                get done(): boolean {
                  throw new Error("nobody knows");
                },
              }),
          }),
        })) as unknown as typeof echo.repeat,
        say: echo.say,
      },
      async ({ client }) => {
        const stream = async () => {
          for await (const _ of client.repeat({}));
        };
        assert.equal(await stream().catch(codeOf), "UNKNOWN");
        assert.equal((await client.say({ text: "a" })).text, "a");
      },
    ));
});

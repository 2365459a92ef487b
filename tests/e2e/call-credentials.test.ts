import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type CallCredentials,
  type CallOptions,
  createChannel,
  createClient,
  createInProcessChannel,
  type Interceptor,
  StatusError,
  tokenCredentials,
} from "tramline";
import { type EchoImplementation, echo, failure, type Pair, withPair } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";
import { tlsFile } from "./tls-files.ts";

/** A server that responds with the tokens that it has received. */
const whoCalls = {
  say: (_request, { metadata }) => ({ text: metadata.getAll("authorization").join() }),
  async *repeat(_request, { metadata }) {
    yield { text: metadata.getAll("authorization").join() };
  },
} satisfies EchoImplementation;

const overTls = {
  server: { tls: { cert: tlsFile("server.pem"), key: tlsFile("server.key") } },
  channel: { tls: { ca: tlsFile("ca.pem"), serverName: "server.example" } },
};

const passOn: Interceptor = (call, next) => next(call);

const kinds: readonly [
  string,
  (client: Pair["client"], options: CallOptions) => Promise<string>,
][] = [
  ["unary", async (client, options) => (await client.say({}, options)).text],
  [
    "streaming",
    async (client, options) => {
      for await (const { text } of client.repeat({}, options)) return text;
      return "";
    },
  ],
];

describe("credentials of a call", () => {
  for (const [kind, call] of kinds) {
    for (const interceptors of [undefined, [passOn]]) {
      it(`are asked with the service and the method: ${kind}${interceptors === undefined ? "" : ", intercepted"}`, () =>
        withPair(
          whoCalls,
          async ({ client }) => {
            const asked: string[] = [];
            const callCredentials: CallCredentials = async ({ serviceUrl, method }) => {
              asked.push(`${serviceUrl} ${method}`);
              return { authorization: "Bearer own" };
            };
            assert.equal(await call(client, { callCredentials, interceptors }), "Bearer own");
            assert.equal(asked.length, 1);
            assert.match(
              asked[0] ?? "",
              /^https:\/\/127\.0\.0\.1:\d+\/e2e\.EchoService (Say|Repeat)$/,
            );
            assert.equal(await call(client, {}), "");
          },
          overTls,
        ));
    }
  }

  it("follow those of the channel", () =>
    withPair(
      whoCalls,
      async ({ client }) => {
        const { text } = await client.say({}, { callCredentials: tokenCredentials("user") });
        assert.equal(text, "Bearer service,Bearer user");
      },
      { ...overTls, channel: { ...overTls.channel, callCredentials: tokenCredentials("service") } },
    ));

  it("that fail end the call", () =>
    withPair(
      whoCalls,
      async ({ client }) => {
        const fail = (error: Error) =>
          failure(client.say({}, { callCredentials: () => Promise.reject(error) }));
        assert.match((await fail(new Error("no key"))).message, /^UNAUTHENTICATED: .*no key/);
        assert.equal((await fail(new StatusError("UNAVAILABLE"))).code, "UNAVAILABLE");
        assert.equal((await fail(new StatusError("NOT_FOUND"))).code, "INTERNAL");
      },
      overTls,
    ));

  it("are refused in cleartext, unasked", () =>
    withPair(whoCalls, async ({ address }) => {
      const channel = createChannel(address);
      const client = createClient(EchoService, channel);
      let isAsked = false;
      const callCredentials = () => {
        isAsked = true;
        return {};
      };
      for (const [, call] of kinds) {
        const error = await failure(call(client, { callCredentials }));
        assert.equal(error.code, "UNAUTHENTICATED");
        assert.match(error.rawMessage, /expected TLS, got a channel in cleartext.*option tls$/);
      }
      assert.equal(isAsked, false);
      await channel.close();
    }));

  it("are sent within a process", () =>
    withPair(whoCalls, async ({ server }) => {
      const channel = createInProcessChannel(server);
      const client = createClient(EchoService, channel);
      const callCredentials = tokenCredentials("own");
      assert.equal((await client.say({}, { callCredentials })).text, "Bearer own");
      await channel.close();
    }));

  it("must be a function", () =>
    withPair(echo, async ({ client }) => {
      const error = await failure(client.say({}, { callCredentials: "token" as never }));
      assert.match(error.message, /^INTERNAL: invalid option callCredentials: expected a function/);
    }));
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  createBytesClient,
  createChannel,
  createClient,
  createServer,
  type Interceptor,
  interceptService,
} from "tramline";
import { jsonCodec } from "tramline/json";
import { echo, withPair } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

/** An interceptor that notes when it is passed. */
const noting =
  (seen: string[], name: string): Interceptor =>
  (call, next) => {
    seen.push(name);
    return next(call);
  };

describe("interceptors of a service and of a method", () => {
  it("are inside of the server's", async () => {
    const seen: string[] = [];
    const server = createServer({ interceptors: [noting(seen, "server")] });
    server.add(EchoService, echo, {
      interceptors: [noting(seen, "service")],
      methods: { say: { interceptors: [noting(seen, "method")] } },
    });
    const { address } = await server.listen("127.0.0.1:0");
    const channel = createChannel(address);
    const client = createClient(EchoService, channel);
    try {
      await client.say({});
      assert.deepEqual(seen.splice(0), ["server", "service", "method"]);
      await client.collect([]);
      assert.deepEqual(seen, ["server", "service"]);
    } finally {
      await channel.close();
      await server.close();
    }
    assert.throws(() => createServer().add(EchoService, echo, { interceptors: [5 as never] }), {
      code: "SERVER_OPTION_INVALID",
      message: /interceptors\[0\]: expected a function, got 5/,
    });
  });

  it("are between the call's and the channel's on a client", () => {
    const seen: string[] = [];
    return withPair(
      echo,
      async ({ channel }) => {
        const client = createClient(EchoService, channel, {
          interceptors: [noting(seen, "client")],
          methods: { say: { interceptors: [noting(seen, "method")] } },
        });
        await client.say({}, { interceptors: [noting(seen, "call")] });
        assert.deepEqual(seen.splice(0), ["call", "client", "method", "channel"]);
        for await (const _ of client.chat([], { interceptors: [noting(seen, "call")] }));
        assert.deepEqual(seen, ["call", "client", "channel"]);
        const wrong = [
          [{ interceptor: [] }, "CLIENT_OPTION_INVALID", /did you mean interceptors\?/],
          [{ interceptors: 5 }, "CLIENT_OPTION_INVALID", /expected an array of functions/],
          [{ methods: { sayy: {} } }, "METHOD_UNKNOWN", /did you mean say\?/],
          [
            { methods: { say: { timeoutMs: 5 } } },
            "CLIENT_OPTION_INVALID",
            /methods\.say\.timeoutMs/,
          ],
        ] as const;
        for (const [options, code, message] of wrong) {
          assert.throws(() => createClient(EchoService, channel, options as never), {
            code,
            message,
          });
        }
      },
      { channel: { interceptors: [noting(seen, "channel")] } },
    );
  });

  it("see the calls of every codec, and those of unknown methods the server's alone", async () => {
    const seen: string[] = [];
    const codecs: Interceptor = (call, next) => {
      seen.push(`${call.method.name} in ${call.context?.codec}`);
      return next(call);
    };
    const server = createServer({ codecs: [jsonCodec()], interceptors: [noting(seen, "server")] });
    server.add(EchoService, echo, { interceptors: [codecs] });
    server.addUnknown((requests) => requests);
    const { address } = await server.listen("127.0.0.1:0");
    const channel = createChannel(address);
    try {
      for (const codec of [undefined, jsonCodec()]) {
        const client = createClient(EchoService, channel, {
          codec,
          interceptors: [noting(seen, "client")],
        });
        assert.equal((await client.say({ text: "a" })).text, "a");
      }
      assert.deepEqual(
        seen.splice(0),
        ["proto", "json"].flatMap((name) => ["client", "server", `Say in ${name}`]),
      );
      const unknown = createBytesClient(channel)("/e2e.Other/Say");
      for await (const bytes of unknown([Uint8Array.of(7)])) {
        assert.deepEqual(bytes, Uint8Array.of(7));
      }
      assert.deepEqual(seen, ["server"]);
    } finally {
      await channel.close();
      await server.close();
    }
  });

  it("have typed requests and responses where they name the service", () => {
    const shout = interceptService(EchoService, {
      async say(call, next) {
        const { text = "" } = call.request;
        // @ts-expect-error the contract has no such field
        void call.request.txt;
        const result = await next({ ...call, request: { ...call.request, text: `${text}!` } });
        return { ...result, response: { text: `${result.response.text}?` } };
      },
    });
    assert.throws(() => interceptService(EchoService, { sayy: shout } as never), {
      name: "TypeError",
      message: /invalid interceptor sayy of e2e\.EchoService: .*one of say, repeat, collect, chat/,
    });
    return withPair(
      echo,
      async ({ client }) => {
        assert.equal((await client.say({ text: "a" })).text, "a!?");
        assert.equal((await client.collect([{ text: "a" }])).text, "a");
      },
      { server: { interceptors: [shout] } },
    );
  });
});

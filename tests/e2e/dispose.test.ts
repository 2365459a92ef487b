import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createChannel, createClient, createServer, type Interceptor, StatusError } from "tramline";
import { echo, eventually, withPair } from "./fixture.ts";
import { type Echo, EchoService } from "./gen/e2e/echo.ts";

describe("at the end of a block with await using", () => {
  it("servers and channels are closed", async () => {
    const server = createServer().add(EchoService, echo);
    const { address } = await server.listen("127.0.0.1:0");
    const channel = createChannel(address);
    assert.equal((await createClient(EchoService, channel).say({ text: "a" })).text, "a");
    // What the compiler makes of `await using`, which not every runtime that we support can parse.
    await channel[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    assert.equal(channel.state, "SHUTDOWN");
    await assert.rejects(server.listen("127.0.0.1:0"), { code: "SERVER_CLOSED" });
  });

  it("a call is cancelled, if it has not ended", () => {
    let left = 0;
    const service = {
      async *repeat() {
        try {
          for (;;) yield {};
        } finally {
          left++;
        }
      },
    };
    return withPair(service, async ({ client }) => {
      const call = client.repeat({});
      for await (const _ of {
        [Symbol.asyncIterator]: () => ({ next: () => call[Symbol.asyncIterator]().next() }),
      })
        break;
      await call[Symbol.asyncDispose]();
      await eventually(() => left === 1, "the handler has been left");
      await call[Symbol.asyncDispose]();
    });
  });
});

describe("an address that is in use", () => {
  it("fails with the code of the socket's error", async () => {
    const first = createServer();
    const { address } = await first.listen("127.0.0.1:0");
    const second = createServer();
    await assert.rejects(second.listen(address), { code: "EADDRINUSE" });
    await second.close();
    await first.close();
  });
});

describe("a call that failed", () => {
  const service = {
    async *repeat() {
      yield { count: 1 };
      throw new StatusError("ABORTED", "in the middle");
    },
    async *chat(_requests: AsyncIterable<Echo>): AsyncGenerator<Echo> {
      throw new StatusError("ABORTED", "at once");
    },
  };
  const failures = async (call: AsyncIterable<unknown>): Promise<string> => {
    try {
      let count = 0;
      for await (const _ of call) count++;
      return `${count} messages`;
    } catch (error) {
      return StatusError.from(error).code;
    }
  };
  const pass: Interceptor = (call, next) => next(call);
  for (const interceptors of [[], [pass]]) {
    const whose = interceptors.length === 0 ? "" : " through an interceptor";
    it(`throws in its second loop too${whose}`, () =>
      withPair(
        service,
        async ({ client }) => {
          for (const call of [client.repeat({}), client.chat([])]) {
            assert.equal(await failures(call), "ABORTED");
            assert.equal(await failures(call), "ABORTED");
          }
        },
        { channel: { interceptors } },
      ));
  }

  it("ends in silence when its reader has left it", () =>
    withPair(service, async ({ client }) => {
      const call = client.repeat({});
      for await (const _ of call) break;
      assert.equal(await failures(call), "0 messages");
    }));
});

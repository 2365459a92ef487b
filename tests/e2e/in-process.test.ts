import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Client,
  type ClientChannel,
  ConnectivityState,
  createClient,
  createInProcessChannel,
  createServer,
  type InProcessChannelOptions,
  type Server,
  type ServerOptions,
  StatusError,
} from "tramline";
import { type EchoImplementation, echo, eventually } from "./fixture.ts";
import { Echo, EchoService } from "./gen/e2e/echo.ts";

interface InProcess {
  readonly server: Server;
  readonly channel: ClientChannel;
  readonly client: Client<typeof EchoService>;
}

/** Runs `body` with a server that does not listen, and a client of it. */
async function within(
  implementation: EchoImplementation,
  body: (pair: InProcess) => Promise<void>,
  options: { server?: ServerOptions; channel?: InProcessChannelOptions } = {},
): Promise<void> {
  const server = createServer(options.server);
  server.add(EchoService, implementation);
  const channel = createInProcessChannel(server, options.channel);
  try {
    await body({ server, channel, client: createClient(EchoService, channel) });
  } finally {
    await channel.close();
    await server.close({ graceMs: 0 });
  }
}

describe("a channel to a server in the same process", () => {
  it("carries calls of every kind, with messages of their own on either side", () =>
    within(echo, async ({ client, channel }) => {
      const data = Uint8Array.of(1, 2, 3);
      const request = Echo.create({ text: "é", data });
      const response = await client.say(request);
      assert.deepEqual(response, request);
      assert.notEqual(response.data.buffer, data.buffer);
      const counts: number[] = [];
      for await (const { count } of client.repeat({ count: 3 })) counts.push(count);
      assert.deepEqual(counts, [0, 1, 2]);
      assert.equal((await client.collect([{ text: "a" }, { text: "b" }])).text, "ab");
      const chat = client.chat();
      await chat.send({ text: "one" });
      const replies = chat[Symbol.asyncIterator]();
      assert.equal((await replies.next()).value?.text, "one");
      await chat.close();
      assert.equal((await replies.next()).done, true);
      assert.equal(channel.state, ConnectivityState.READY);
    }));

  it("passes metadata, statuses, and compression", () =>
    within(
      {
        say(request, context) {
          assert.equal(context.peer, "in-process");
          context.responseHeaders.set("x-header", context.metadata.get("x-request") ?? "");
          context.responseTrailers.set("x-trailer", "t");
          if (request.text === "") throw new StatusError("NOT_FOUND", "no text");
          return request;
        },
      },
      async ({ client }) => {
        const seen: unknown[] = [];
        const text = "long ".repeat(1000);
        const response = await client.say(
          { text },
          {
            metadata: { "x-request": "r" },
            onHeaders: (headers) => seen.push(headers.get("x-header")),
            onTrailers: (trailers) => seen.push(trailers.get("x-trailer")),
          },
        );
        assert.equal(response.text, text);
        assert.deepEqual(seen, ["r", "t"]);
        await assert.rejects(client.say({}), (error: StatusError) => {
          assert.equal(error.code, "NOT_FOUND");
          assert.equal(error.metadata.get("x-trailer"), "t");
          assert.equal(error.call?.peer, "in-process");
          return true;
        });
      },
      { server: { compression: "gzip" }, channel: { compression: "gzip" } },
    ));

  it("passes deadlines and cancellation to the handler", async () => {
    const reasons: string[] = [];
    const wait: EchoImplementation["say"] = (request, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          reasons.push(StatusError.from(signal.reason).code);
          resolve(request);
        });
      });
    await within({ say: wait }, async ({ client }) => {
      await assert.rejects(client.say({}, { timeoutMs: 300 }), { code: "DEADLINE_EXCEEDED" });
      const controller = new AbortController();
      const call = client.say({}, { signal: controller.signal });
      setImmediate(() => controller.abort());
      await assert.rejects(call, { code: "CANCELLED" });
      await eventually(() => reasons.length === 2, "both handlers were told");
      assert.ok(["CANCELLED", "DEADLINE_EXCEEDED"].includes(reasons[0] ?? ""), reasons[0]);
      assert.equal(reasons[1], "CANCELLED");
    });
  });

  it("holds a sender back while the other side does not read, either way", async () => {
    const data = new Uint8Array(16 * 1024);
    let yielded = 0;
    let letRead: (() => void) | undefined;
    const mayRead = new Promise<void>((resolve) => {
      letRead = resolve;
    });
    const implementation: EchoImplementation = {
      async *repeat() {
        for (; yielded < 1000; yielded++) yield { data };
      },
      async collect(requests) {
        await mayRead;
        let bytes = 0;
        for await (const request of requests) bytes += request.data.length;
        return { count: bytes };
      },
    };
    await within(implementation, async ({ client }) => {
      const responses = client.repeat({})[Symbol.asyncIterator]();
      await responses.next();
      let before = -1;
      await eventually(() => {
        const isStill = before === yielded;
        before = yielded;
        return isStill;
      }, "the generator rests");
      assert.ok(yielded < 20, `${yielded} responses`);
      await responses.return?.();

      const call = client.collect();
      let sent = 0;
      const sending = (async () => {
        for (; sent < 100; sent++) await call.send({ data });
        await call.close();
      })();
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
      assert.ok(sent < 20, `${sent} requests`);
      letRead?.();
      await sending;
      assert.equal((await call.response).count, 100 * data.length);
    });
  });

  it("ends as a network's does when the server closes: calls under way first", async () => {
    let release: (() => void) | undefined;
    const held: EchoImplementation = {
      say: (request) =>
        new Promise((resolve) => {
          release = () => resolve(request);
        }),
    };
    await within(held, async ({ client, server }) => {
      const call = client.say({ text: "kept" });
      await eventually(() => release !== undefined, "the handler runs");
      assert.equal(server.openConnections, 1);
      assert.equal(server.openCalls, 1);
      const closed = server.close();
      await assert.rejects(client.say({}), { code: "UNAVAILABLE" });
      release?.();
      assert.equal((await call).text, "kept");
      await closed;
      assert.equal(server.openConnections, 0);
    });
    await within(held, async ({ client, server }) => {
      release = undefined;
      const call = client.say({});
      call.catch(() => {});
      await eventually(() => release !== undefined, "the handler runs");
      await server.close({ graceMs: 0 });
      await assert.rejects(call, { code: "UNAVAILABLE" });
    });
  });

  it("refuses metadata beyond the server's limit, and what is not a server", async () => {
    await within(
      echo,
      async ({ client }) => {
        const metadata = { "x-long": "x".repeat(2000) };
        await assert.rejects(client.say({}, { metadata }), { code: "RESOURCE_EXHAUSTED" });
        assert.equal((await client.say({ text: "after" })).text, "after");
      },
      { server: { limits: { maxFieldSectionSize: 1000 } } },
    );
    assert.throws(() => createInProcessChannel({} as Server), { code: "SERVER_INVALID" });
  });
});

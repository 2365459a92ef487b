import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { detail, Metadata, type ServerContext, StatusError } from "tramline";
import { echo, eventually, failure, PEER_PATTERN, sleep, standstill, withPair } from "./fixture.ts";
import { Echo } from "./gen/e2e/echo.ts";

/** The error that a promise rejects with. */
describe("calls of the four kinds", () => {
  it("unary, from empty to large", () =>
    withPair(echo, async ({ client }) => {
      for (const size of [0, 1, 100, 16_300, 16_384, 70_000, 1_000_000, 4_000_000]) {
        const data = new Uint8Array(size).fill(size % 251);
        const answer = await client.say({ text: "é".repeat(10), data });
        assert.equal(answer.text, "éééééééééé");
        assert.equal(Buffer.compare(answer.data, data), 0, `${size} bytes`);
      }
    }));

  it("many at once, answered out of order", () =>
    withPair(echo, async ({ client, server }) => {
      const answers = Array.from({ length: 500 }, (_, i) =>
        client.say({ text: `${i}`, delayMs: (i * 7) % 20 }),
      );
      for (const [i, answer] of (await Promise.all(answers)).entries()) {
        assert.equal(answer.text, `${i}`);
      }
      assert.equal(server.openConnections, 1);
    }));

  it("server streaming, to its end and left in the middle", async () => {
    let left = 0;
    const service = {
      async *repeat(request: Echo) {
        try {
          yield* echo.repeat(request);
        } finally {
          left += 1;
        }
      },
    };
    await withPair(service, async ({ client, server }) => {
      let count = 0;
      for await (const answer of client.repeat({ count: 5000, text: "a" })) {
        assert.equal(answer.count, count++);
      }
      assert.equal(count, 5000);
      for await (const answer of client.repeat({ count: 1_000_000 })) if (answer.count === 3) break;
      await eventually(() => left === 2, "the generator was left");
      assert.equal(server.openCalls, 0);
    });
  });

  it("client streaming, by hand and from an iterable", () =>
    withPair(echo, async ({ client }) => {
      const call = client.collect();
      await call.send({ text: "a" });
      await call.send({ text: "b" });
      await call.close();
      assert.equal((await call.response).text, "ab");
      assert.equal((await client.collect([{ text: "x" }, { text: "y" }])).text, "xy");
      assert.equal((await client.collect([])).text, "");
      const broken = client.collect(
        (async function* () {
          yield { text: "a" };
          throw new StatusError("ABORTED", "no more");
        })(),
      );
      assert.equal((await failure(broken)).code, "ABORTED");
    }));

  it("bidirectional, in step and from an iterable", () =>
    withPair(echo, async ({ client }) => {
      const chat = client.chat();
      const replies = chat[Symbol.asyncIterator]();
      for (const text of ["a", "b", "c"]) {
        await chat.send({ text });
        assert.equal((await replies.next()).value?.text, text);
      }
      await chat.close();
      assert.equal((await replies.next()).done, true);
      await assert.rejects(chat.send({ text: "late" }), /after close|has ended/);
      const texts: string[] = [];
      for await (const reply of client.chat([{ text: "1" }, { text: "2" }])) texts.push(reply.text);
      assert.deepEqual(texts, ["1", "2"]);
    }));

  it("answers UNIMPLEMENTED for what is not there", () =>
    withPair({ say: echo.say }, async ({ client }) => {
      const error = await failure(client.collect([]));
      assert.equal(error.code, "UNIMPLEMENTED");
      assert.match(error.message, /e2e\.EchoService\/Collect/);
      const stream = client.repeat({ count: 1 })[Symbol.asyncIterator]();
      assert.equal((await failure(stream.next())).code, "UNIMPLEMENTED");
    }));
});

describe("back-pressure", () => {
  it("of a slow reader stops the server's generator", () => {
    let produced = 0;
    const service = {
      async *repeat() {
        for (;;) {
          produced += 1;
          yield { data: new Uint8Array(10_000) };
        }
      },
    };
    return withPair(service, async ({ client }) => {
      const reader = client.repeat({})[Symbol.asyncIterator]();
      await reader.next();
      const before = await standstill(() => produced, "the generator waits");
      assert.ok(
        produced < 400,
        `${produced} messages of 10 kB were produced for one that was read`,
      );
      for (let i = 0; i < 200; i++) await reader.next();
      await eventually(() => produced > before, "reading lets the generator go on");
      await reader.return?.();
    });
  });

  it("of a slow handler makes the client's send wait", () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const service = {
      async collect(requests: AsyncIterable<Echo>) {
        await gate;
        let count = 0;
        for await (const request of requests) count += request.data.length > 0 ? 1 : 0;
        return { count };
      },
    };
    return withPair(service, async ({ client }) => {
      const call = client.collect();
      let sent = 0;
      const sending = (async () => {
        for (; sent < 1000; sent++) await call.send({ data: new Uint8Array(10_000) });
        await call.close();
      })();
      await standstill(() => sent, "the client waits");
      assert.ok(sent < 400, `${sent} messages of 10 kB were sent to a handler that reads none`);
      release();
      await sending;
      assert.equal((await call.response).count, 1000);
    });
  });
});

describe("metadata and trailers", () => {
  it("travel both ways, bytes and repeated names included", () => {
    const bytes = Uint8Array.of(0, 1, 2, 255);
    const service = {
      say(request: Echo, context: ServerContext) {
        assert.deepEqual(context.metadata.getAll("x-many"), ["a", "b"]);
        context.responseHeaders.set("x-head", context.metadata.get("x-one") ?? "");
        context.responseTrailers.set("x-tail-bin", context.metadata.get("x-raw-bin") ?? bytes);
        return request;
      },
    };
    return withPair(service, async ({ client }) => {
      for (let i = 0; i < 5; i++) {
        let headers = new Metadata();
        let trailers = new Metadata();
        await client.say(
          {},
          {
            metadata: { "x-one": `1 ${i}`, "X-Many": ["a", "b"], "x-raw-bin": bytes },
            onHeaders: (received) => {
              headers = received;
            },
            onTrailers: (received) => {
              trailers = received;
            },
          },
        );
        assert.equal(headers.get("x-head"), `1 ${i}`);
        assert.deepEqual(trailers.get("x-tail-bin"), bytes);
      }
    });
  });

  it("headers of a stream come before its messages", () => {
    const service = {
      async *repeat(_request: Echo, context: ServerContext) {
        context.responseHeaders.set("x-head", "early");
        context.sendHeaders();
        await sleep(50);
        context.responseTrailers.set("x-tail", "late");
        yield {};
      },
    };
    return withPair(service, async ({ client }) => {
      const call = client.repeat({});
      assert.equal((await call.headers).get("x-head"), "early");
      for await (const answer of call) assert.equal(answer.text, "");
      assert.equal((await call.trailers).get("x-tail"), "late");
    });
  });

  it("headers that have been sent cannot be changed or sent again", () => {
    const thrown: unknown[] = [];
    const attempt = (action: () => unknown): void => {
      try {
        action();
      } catch (error) {
        thrown.push(error);
      }
    };
    const service = {
      async *repeat(_request: Echo, context: ServerContext) {
        context.responseHeaders.set("x-head", "early");
        yield {};
        attempt(() => context.responseHeaders.set("x-head", "late"));
        attempt(() => context.responseHeaders.append("x-more", "late"));
        attempt(() => context.responseHeaders.delete("x-head"));
        attempt(() => context.sendHeaders());
        assert.equal(context.responseHeaders.get("x-head"), "early");
      },
      async *chat(_requests: AsyncIterable<Echo>, context: ServerContext) {
        context.sendHeaders();
        attempt(() => context.responseHeaders.merge({ "x-head": "late" }));
        yield {};
      },
    };
    return withPair(service, async ({ client }) => {
      for await (const _ of client.repeat({}));
      assert.deepEqual(
        thrown.splice(0).map((error) => (error as { code: string }).code),
        ["RPC_METADATA_SENT", "RPC_METADATA_SENT", "RPC_METADATA_SENT", "INTERNAL"],
      );
      for await (const _ of client.chat([]));
      assert.deepEqual(
        thrown.map((error) => (error as { code: string }).code),
        ["RPC_METADATA_SENT"],
      );
    });
  });

  it("refuses names and values that cannot travel", () =>
    withPair(echo, async ({ client }) => {
      const badName = await failure(client.say({}, { metadata: { "x y": "1" } }));
      assert.match(badName.message, /x y/);
      const badValue = await failure(client.say({}, { metadata: { x: "a\r\nb" } }));
      assert.equal(badValue.code, "INTERNAL");
      const large = await failure(client.say({}, { metadata: { x: "y".repeat(200_000) } }));
      assert.equal(large.code, "RESOURCE_EXHAUSTED");
      assert.equal((await client.say({ text: "still there" })).text, "still there");
    }));
});

describe("status", () => {
  it("carries message, trailers and details", () => {
    const service = {
      say() {
        throw new StatusError("INVALID_ARGUMENT", "größe 100% ✓\n", {
          metadata: { "x-why": "because" },
          details: [detail(Echo, { text: "detail" })],
        });
      },
    };
    return withPair(service, async ({ client }) => {
      const error = await failure(client.say({}));
      assert.equal(error.code, "INVALID_ARGUMENT");
      assert.equal(error.rawMessage, "größe 100% ✓\n");
      assert.equal(error.metadata.get("x-why"), "because");
      assert.deepEqual(
        error.detailsOf(Echo).map((one) => one.text),
        ["detail"],
      );
      assert.equal(error.call?.method, "/e2e.EchoService/Say");
      assert.match(error.call?.peer ?? "", PEER_PATTERN);
    });
  });

  it("comes of whatever a handler throws, and the server lives on", () => {
    const thrown: unknown[] = [];
    const service = {
      say(request: Echo): Echo {
        if (request.text === "string") throw "a string";
        if (request.text === "type") return null as unknown as Echo;
        if (request.text === "field") return { text: 5 } as unknown as Echo;
        throw new Error("secret stack");
      },
      async collect(): Promise<Echo> {
        throw new TypeError("rejected");
      },
      async *repeat() {
        yield { count: 1 };
        throw new Error("in the middle");
      },
      chat(): AsyncIterable<Echo> {
        return 5 as unknown as AsyncIterable<Echo>;
      },
    };
    return withPair(
      service,
      async ({ client }) => {
        assert.equal((await failure(client.say({}))).code, "UNKNOWN");
        assert.equal((await failure(client.say({ text: "string" }))).code, "UNKNOWN");
        assert.equal((await failure(client.say({ text: "type" }))).code, "INTERNAL");
        assert.equal((await failure(client.say({ text: "field" }))).code, "INTERNAL");
        assert.equal(
          (await failure(client.collect([]))).message,
          "UNKNOWN: the handler threw an error",
        );
        const stream = client.repeat({})[Symbol.asyncIterator]();
        assert.equal((await stream.next()).value?.count, 1);
        assert.equal((await failure(stream.next())).rawMessage, "the handler threw an error");
        assert.equal(
          (await failure(client.chat([])[Symbol.asyncIterator]().next())).code,
          "UNKNOWN",
        );
        assert.equal(thrown.length, 7);
        assert.match(String(thrown[0]), /secret stack/);
      },
      { server: { onError: (error) => thrown.push(error) } },
    );
  });

  it("shows the text of what a handler throws only where the server is to expose it", () => {
    const service = {
      say() {
        throw new RangeError("no row in /var/db");
      },
      async collect(): Promise<Echo> {
        throw new StatusError("NOT_FOUND", "no order", { cause: new Error("secret") });
      },
    };
    return withPair(
      service,
      async ({ client }) => {
        assert.equal((await failure(client.say({}))).message, "UNKNOWN: no row in /var/db");
        assert.equal((await failure(client.collect([]))).message, "NOT_FOUND: no order");
      },
      { server: { exposeErrors: true } },
    );
  });
});

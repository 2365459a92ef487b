import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deadlines } from "@tramline/rpc";
import { detail, Metadata, type ServerContext, StatusError } from "tramline";
import { aborted, echo, eventually, failure, PEER_PATTERN, sleep, withPair } from "./fixture.ts";
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
      let before = -1;
      while (before !== produced) {
        before = produced;
        await sleep(50);
      }
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
      let before = -1;
      while (before !== sent) {
        before = sent;
        await sleep(50);
      }
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

describe("deadlines", () => {
  it("end the call on both sides", async () => {
    let context: ServerContext | undefined;
    const service = {
      async say(_request: Echo, own: ServerContext) {
        context = own;
        await aborted(own);
        return {};
      },
    };
    await withPair(service, async ({ client }) => {
      const startMs = performance.now();
      const error = await failure(client.say({}, { timeoutMs: 60 }));
      const tookMs = performance.now() - startMs;
      assert.equal(error.code, "DEADLINE_EXCEEDED");
      assert.ok(tookMs >= 59, `${tookMs} ms`);
      await eventually(() => context?.signal.aborted === true, "the handler's signal");
      // The server's time begins when the request comes, which a busy machine puts off.
      await eventually(() => (context?.timeRemainingMs ?? 1) <= 0, "the handler's time is used up");
      assert.equal((await failure(client.say({}, { timeoutMs: 0 }))).code, "DEADLINE_EXCEEDED");
      const past = new Date(Date.now() - 1000);
      assert.equal((await failure(client.say({}, { deadline: past }))).code, "DEADLINE_EXCEEDED");
      await eventually(() => deadlines.size === 0, "no deadline waits for what is over");
    });
  });

  it("propagate from a server's context to the calls made with it", () =>
    withPair(echo, async ({ client: inner }) => {
      const remaining: number[] = [];
      const service = {
        async say(_request: Echo, context: ServerContext) {
          const error = await failure(inner.say({ delayMs: 5000 }, { context }));
          remaining.push(context.timeRemainingMs);
          throw error;
        },
      };
      await withPair(service, async ({ client: outer }) => {
        const error = await failure(outer.say({}, { timeoutMs: 80 }));
        assert.equal(error.code, "DEADLINE_EXCEEDED");
        await eventually(() => remaining.length === 1, "the inner call ended with the outer");
        assert.ok((remaining[0] ?? 99) < 30);
        const controller = new AbortController();
        const cancelled = failure(outer.say({}, { signal: controller.signal }));
        await sleep(30);
        controller.abort();
        assert.equal((await cancelled).code, "CANCELLED");
        await eventually(() => remaining.length === 2, "the inner call was cancelled too");
      });
    }));
});

describe("cancellation", () => {
  it("by a signal, before and during the call", async () => {
    const contexts: ServerContext[] = [];
    const service = {
      async say(_request: Echo, context: ServerContext) {
        contexts.push(context);
        await aborted(context);
        return {};
      },
    };
    await withPair(service, async ({ client, server }) => {
      const early = await failure(client.say({}, { signal: AbortSignal.abort() }));
      assert.equal(early.code, "CANCELLED");
      assert.equal(contexts.length, 0);
      const controller = new AbortController();
      const call = failure(client.say({}, { signal: controller.signal }));
      await eventually(() => contexts.length === 1, "the handler runs");
      controller.abort(new Error("changed my mind"));
      const error = await call;
      assert.equal(error.code, "CANCELLED");
      assert.match(String(error.cause), /changed my mind/);
      await eventually(() => contexts[0]?.cancelled === true, "the server hears of it");
      assert.equal(server.openCalls, 0);
      const timed = await failure(client.say({}, { signal: AbortSignal.timeout(30) }));
      assert.equal(timed.code, "DEADLINE_EXCEEDED");
    });
  });

  it("by cancel() on a stream", () =>
    withPair(echo, async ({ client, server }) => {
      const chat = client.chat();
      const replies = chat[Symbol.asyncIterator]();
      await chat.send({ text: "a" });
      await replies.next();
      const next = failure(replies.next());
      chat.cancel();
      assert.equal((await next).code, "CANCELLED");
      await eventually(() => server.openCalls === 0, "the server lets go");
      await assert.rejects(chat.send({ text: "b" }));
    }));
});

describe("limits", () => {
  it("on the size of messages, both ways", () =>
    withPair(
      echo,
      async ({ client }) => {
        const data = new Uint8Array(5000);
        const refused = await failure(client.say({ data }));
        assert.equal(refused.code, "RESOURCE_EXHAUSTED");
        assert.match(refused.message, /maxReceiveBytes/);
        const answer = client.repeat(
          { data: new Uint8Array(500), count: 1 },
          { maxReceiveBytes: 100 },
        );
        const tooLarge = await failure(answer[Symbol.asyncIterator]().next());
        assert.equal(tooLarge.code, "RESOURCE_EXHAUSTED");
        const unsent = await failure(client.say({ data: new Uint8Array(20_000) }));
        assert.match(unsent.message, /maxSendBytes/);
        assert.equal((await client.say({ text: "fine" })).text, "fine");
      },
      { server: { maxReceiveBytes: 1000 }, channel: { maxSendBytes: 10_000 } },
    ));

  it("on concurrent streams: further calls wait in the pick queue and go out", () =>
    withPair(
      echo,
      async ({ client, channel }) => {
        const calls = Array.from({ length: 50 }, (_, i) =>
          client.say({ text: `${i}`, delayMs: 5 }),
        );
        await eventually(() => channel.queuedCalls > 0, "calls wait for a stream");
        const answers = await Promise.all(calls);
        assert.deepEqual(
          answers.map((answer) => answer.text),
          Array.from({ length: 50 }, (_, i) => `${i}`),
        );
        assert.equal(channel.queuedCalls, 0);
      },
      { server: { limits: { maxConcurrentStreams: 4 } } },
    ));
});

describe("a message whose getter makes a call", () => {
  it("does not disturb what is being encoded", () =>
    withPair(echo, async ({ client }) => {
      for (let i = 0; i < 20; i++) {
        let inner: Promise<Echo> | undefined;
        const outer = client.say({
          text: "outer".repeat(50),
          get data() {
            inner ??= client.say({ text: "inner".repeat(50) });
            return Uint8Array.of(1, 2, 3);
          },
        });
        assert.equal((await outer).text, "outer".repeat(50));
        assert.deepEqual((await outer).data, Uint8Array.of(1, 2, 3));
        assert.equal((await inner)?.text, "inner".repeat(50));
      }
    }));
});

describe("an error of a call that a handler made itself", () => {
  it("passes on code, text and details, but not that server's trailers", () => {
    const behind = {
      say() {
        throw new StatusError("NOT_FOUND", "no such user", {
          metadata: { "x-internal": "secret" },
          details: [detail(Echo, { text: "kept" })],
        });
      },
    };
    return withPair(behind, async ({ client: inner }) => {
      const front = {
        say: (request: Echo, context: ServerContext) => {
          context.responseTrailers.set("x-own", "1");
          return inner.say(request, { context });
        },
      };
      await withPair(front, async ({ client }) => {
        const error = await failure(client.say({}));
        assert.equal(error.code, "NOT_FOUND");
        assert.equal(error.rawMessage, "no such user");
        assert.equal(error.detailsOf(Echo).length, 1);
        assert.equal(error.metadata.get("x-internal"), undefined);
        assert.equal(error.metadata.get("x-own"), "1");
      });
    });
  });

  it("a request that is no message is named as such", () =>
    withPair(echo, async ({ client }) => {
      const error = await failure(client.say(undefined as unknown as Echo));
      assert.match(error.message, /expected an object, got undefined/);
    }));
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deadlines } from "@tramline/rpc";
import { detail, type ServerContext, StatusError } from "tramline";
import { aborted, echo, eventually, failure, withPair } from "./fixture.ts";
import { Echo } from "./gen/e2e/echo.ts";

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
      const waiting = deadlines.size;
      const startMs = performance.now();
      const error = await failure(client.say({}, { timeoutMs: 300 }));
      const tookMs = performance.now() - startMs;
      assert.equal(error.code, "DEADLINE_EXCEEDED");
      assert.ok(tookMs >= 299, `${tookMs} ms`);
      await eventually(() => context?.signal.aborted === true, "the handler's signal");
      // The server's time begins when the request comes, which a busy machine puts off.
      await eventually(() => (context?.timeRemainingMs ?? 1) <= 0, "the handler's time is used up");
      assert.equal((await failure(client.say({}, { timeoutMs: 0 }))).code, "DEADLINE_EXCEEDED");
      const past = new Date(Date.now() - 1000);
      assert.equal((await failure(client.say({}, { deadline: past }))).code, "DEADLINE_EXCEEDED");
      await eventually(() => deadlines.size <= waiting, "no deadline waits for what is over");
    });
  });

  it("propagate from a server's context to the calls made with it", () =>
    withPair(echo, async ({ client: inner }) => {
      const ends: string[] = [];
      let begun = 0;
      const service = {
        async say(_request: Echo, context: ServerContext) {
          begun += 1;
          const error = await failure(inner.say({ delayMs: 60_000 }, { context }));
          ends.push(error.code);
          throw error;
        },
      };
      await withPair(service, async ({ client: outer }) => {
        const error = await failure(outer.say({}, { timeoutMs: 1000 }));
        assert.equal(error.code, "DEADLINE_EXCEEDED");
        await eventually(() => ends.length === 1, "the inner call ended with the outer");
        // By the time itself, or by the caller, whose time is up a moment before.
        assert.match(ends[0] ?? "", /^(DEADLINE_EXCEEDED|CANCELLED)$/);
        const controller = new AbortController();
        const cancelled = failure(outer.say({}, { signal: controller.signal }));
        await eventually(() => begun === 2, "the outer handler has begun");
        controller.abort();
        assert.equal((await cancelled).code, "CANCELLED");
        await eventually(() => ends.length === 2, "the inner call was cancelled too");
        assert.equal(ends[1], "CANCELLED");
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

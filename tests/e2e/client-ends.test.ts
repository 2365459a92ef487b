import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { deadlines } from "@tramline/rpc";
import { type Interceptor, StatusError } from "tramline";
import { answer, refuse, withScript } from "./client-faults.test.support.ts";
import { echo, eventually, failure, sleep, withPair } from "./fixture.ts";
import type { Echo } from "./gen/e2e/echo.ts";

describe("the end of a call", () => {
  it("is the server's status, though a reset follows while the answer is inflated", () => {
    const data = Uint8Array.from(randomBytes(1 << 20));
    const service = { collect: async () => ({ data }) };
    return withPair(
      service,
      async ({ client }) => {
        for (let i = 0; i < 5; i++) {
          // Never closed from this side: the server resets the stream behind its trailers.
          const call = client.collect();
          assert.equal((await call.response).data.length, data.length);
        }
      },
      { server: { compression: "gzip" } },
    );
  });

  it("comes at once for a deadline that is past, and nothing is sent", () =>
    withScript(refuse, async (client, seen) => {
      await failure(client.say({}));
      const { streams } = seen;
      const waiting = deadlines.size;
      for (const timeoutMs of [0, -1]) {
        assert.equal((await failure(client.say({}, { timeoutMs }))).code, "DEADLINE_EXCEEDED");
      }
      const deadline = new Date(Date.now() - 1000);
      const stream = client.repeat({}, { deadline });
      const error = await failure(stream[Symbol.asyncIterator]().next());
      assert.equal(error.code, "DEADLINE_EXCEEDED");
      await sleep(20);
      assert.equal(seen.streams, streams);
      assert.ok(deadlines.size <= waiting, `${deadlines.size} of ${waiting}`);
    }));
});

describe("sends that nobody awaits", () => {
  const large = { data: new Uint8Array(300_000) };

  it("bother nobody when their call fails", () => {
    const service = {
      async collect(): Promise<never> {
        await sleep(20);
        throw new StatusError("ABORTED", "enough");
      },
    };
    return withPair(service, async ({ client }) => {
      const call = client.collect();
      for (let i = 0; i < 5; i++) void call.send(large);
      assert.equal((await failure(call.response)).code, "ABORTED");
      void call.send(large);
      const unencodable = client.collect();
      void unencodable.send({ count: "x" } as never);
      await failure(unencodable.response);
      await sleep(5);
    });
  });
});

describe("interceptors", () => {
  const through: Interceptor = (call, next) => next(call);

  /** A signal that counts its listeners. */
  function countedSignal(controller: AbortController): {
    signal: AbortSignal;
    count: () => number;
  } {
    const { signal } = controller;
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    return { signal, count: () => listeners };
  }

  it("keep nothing of a call whose signal was aborted before", () =>
    withPair(
      echo,
      async ({ client }) => {
        const waiting = deadlines.size;
        const parent = countedSignal(new AbortController());
        const context = { signal: parent.signal, deadlineMs: Infinity } as never;
        const options = { signal: AbortSignal.abort(), context, timeoutMs: 60_000 };
        const stream = client.repeat({ count: 1 }, options);
        assert.equal((await failure(stream[Symbol.asyncIterator]().next())).code, "CANCELLED");
        await sleep(1);
        assert.equal(parent.count(), 0);
        assert.ok(deadlines.size <= waiting, `${deadlines.size} of ${waiting}`);
      },
      { channel: { interceptors: [through] } },
    ));

  it("are not asked about a call that is cancelled at once", () => {
    let asked = 0;
    const counting: Interceptor = (call, next) => {
      asked += 1;
      return next(call);
    };
    return withPair(
      echo,
      async ({ client }) => {
        const waiting = deadlines.size;
        const stream = client.repeat({ count: 1 }, { timeoutMs: 60_000 });
        stream.cancel();
        await failure(stream[Symbol.asyncIterator]().next());
        await sleep(1);
        assert.equal(asked, 0);
        assert.ok(deadlines.size <= waiting, `${deadlines.size} of ${waiting}`);
      },
      { channel: { interceptors: [counting] } },
    );
  });

  it("that fail after the headers leave no call open behind them", () => {
    const failing: Interceptor = async (call, next) => {
      await next(call);
      throw new StatusError("ABORTED", "not these headers");
    };
    return withPair(
      echo,
      async ({ client, server }) => {
        const stream = client.repeat({ count: 1_000_000, delayMs: 1 });
        assert.equal((await failure(stream[Symbol.asyncIterator]().next())).code, "ABORTED");
        await eventually(() => server.openCalls === 0, "the call is over on the server");
      },
      { channel: { interceptors: [failing] } },
    );
  });

  it("that leave the requests do not keep the sender waiting", () => {
    const firstOnly: Interceptor = (call, next) => {
      if (call.kind !== "bidiStreaming") return next(call);
      const request = (async function* () {
        for await (const one of call.request) {
          yield one;
          break;
        }
      })();
      return next({ ...call, request });
    };
    let allSent: () => void;
    const sent = new Promise<void>((resolve) => {
      allSent = resolve;
    });
    const service = {
      async *chat(requests: AsyncIterable<Echo>) {
        for await (const one of requests) yield one;
        await sent;
      },
    };
    return withPair(
      service,
      async ({ client }) => {
        const call = client.chat();
        const sends = Array.from({ length: 5 }, (_, i) => call.send({ count: i }));
        // Would hang if they waited for the call's end, which waits for them.
        await Promise.all(sends);
        allSent();
        await call.close();
        for await (const one of call) assert.equal(one.count, 0);
      },
      { channel: { interceptors: [firstOnly] } },
    );
  });

  it("do not mind trailers with reserved names", () =>
    withScript(
      (stream) => answer(stream, ["a"], { "grpc-future-thing": "1", "x-bin": "%" }),
      async (client) => {
        const texts: string[] = [];
        for await (const { text } of client.repeat({})) texts.push(text);
        assert.deepEqual(texts, ["a"]);
      },
      { interceptors: [through] },
    ));
});

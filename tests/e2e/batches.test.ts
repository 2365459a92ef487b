import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { batch, type Interceptor, isMessageStream, mapMessages, StatusError } from "tramline";
import {
  type EchoImplementation,
  echo,
  eventually,
  failure,
  standstill,
  withPair,
} from "./fixture.ts";

const passThrough: Interceptor = (call, next) => next(call);

/** `count` messages in batches of `size`. */
async function* inBatches(count: number, size: number) {
  for (let from = 0; from < count; from += size) {
    const length = Math.min(size, count - from);
    yield batch(Array.from({ length }, (_, i) => ({ count: from + i })));
  }
}

describe("batches", () => {
  it("bring every response once and in order, however both sides group them", async () => {
    const service = {
      ...echo,
      repeat({ count, text }) {
        if (text === "array") return Array.from({ length: count }, (_, i) => ({ count: i }));
        if (text === "sync") {
          return (function* () {
            for (let i = 0; i < count; i++) yield { count: i };
          })();
        }
        return inBatches(count, text === "small" ? 3 : 7000);
      },
    } satisfies EchoImplementation;
    for (const interceptors of [[], [passThrough]]) {
      const options = { server: { interceptors }, channel: { interceptors } };
      await withPair(
        service,
        async ({ client }) => {
          for (const text of ["array", "sync", "small", "large"]) {
            for (const count of [0, 1, 10, 20_000]) {
              let next = 0;
              let batches = 0;
              for await (const messages of client.repeat({ count, text }).batches()) {
                assert.ok(messages.length > 0);
                batches++;
                for (const message of messages) assert.equal(message.count, next++);
              }
              assert.equal(next, count, text);
              assert.ok(count < 1000 || batches < count / 10, `${batches} batches of ${text}`);
              next = 0;
              for await (const message of client.repeat({ count, text })) {
                assert.equal(message.count, next++);
              }
              assert.equal(next, count, text);
            }
          }
        },
        options,
      );
    }
  });

  it("and single reads take turns on one call", () =>
    withPair(echo, async ({ client }) => {
      const call = client.repeat({ count: 1000 });
      const seen: number[] = [];
      const one = call[Symbol.asyncIterator]();
      const many = call.batches()[Symbol.asyncIterator]();
      for (;;) {
        const single = await one.next();
        if (single.done === true) break;
        seen.push(single.value.count);
        const group = await many.next();
        if (group.done === true) break;
        for (const { count } of group.value) seen.push(count);
      }
      assert.deepEqual(
        seen,
        Array.from({ length: 1000 }, (_, i) => i),
      );
      for await (const _message of call) assert.fail("nothing is left");
      for await (const _messages of call.batches()) assert.fail("nothing is left");
    }));

  it("of requests reach a handler, also through interceptors that replace them", async () => {
    const service = {
      ...echo,
      async collect(requests) {
        let count = 0;
        for await (const messages of requests.batches()) {
          for (const message of messages) assert.equal(message.count, count++);
        }
        return { count };
      },
      async *chat(requests) {
        for await (const messages of requests.batches()) yield batch(messages);
      },
    } satisfies EchoImplementation;
    const replace: Interceptor = (call, next) =>
      call.kind === "clientStreaming" || call.kind === "bidiStreaming"
        ? next({ ...call, request: mapMessages(call.request, (message) => message) })
        : next(call);
    const requests = Array.from({ length: 5000 }, (_, count) => ({ count }));
    for (const interceptors of [[], [passThrough], [replace]]) {
      await withPair(
        { ...echo, ...service },
        async ({ client }) => {
          assert.equal((await client.collect(requests)).count, 5000);
          let next = 0;
          for await (const messages of client.chat(requests).batches()) {
            for (const message of messages) assert.equal(message.count, next++);
          }
          assert.equal(next, 5000);
        },
        { server: { interceptors } },
      );
    }
  });

  it("are messages to a server's interceptors", async () => {
    let seen = 0;
    const count: Interceptor = async (call, next) => {
      const result = await next(call);
      if (!isMessageStream(call.kind, result.response)) return result;
      const response = mapMessages(result.response, (message) => {
        seen++;
        return message;
      });
      return { ...result, response };
    };
    const service = { ...echo, repeat: ({ count }: { count: number }) => inBatches(count, 10) };
    await withPair(
      service,
      async ({ client }) => {
        let received = 0;
        for await (const messages of client.repeat({ count: 95 }).batches()) {
          received += messages.length;
        }
        assert.equal(received, 95);
        assert.equal(seen, 95);
      },
      { server: { interceptors: [count] } },
    );
  });

  it("come before the error that a sync generator throws", async () => {
    const service = {
      ...echo,
      *repeat({ count }: { count: number }) {
        for (let i = 0; i < count; i++) yield { count: i };
        throw new StatusError("ABORTED", "half of it");
      },
    };
    await withPair(service, async ({ client }) => {
      for (const count of [0, 3, 30_000]) {
        let received = 0;
        const error = await failure(
          (async () => {
            for await (const messages of client.repeat({ count }).batches()) {
              received += messages.length;
            }
          })(),
        );
        assert.equal(error.code, "ABORTED");
        assert.equal(received, count);
      }
    });
  });

  it("end in the middle when a message cannot be encoded", async () => {
    const service = {
      ...echo,
      async *repeat() {
        // As plain JavaScript may have it.
        yield batch([{ count: 1 }, 5 as unknown as { count: number }, { count: 3 }]);
      },
    };
    await withPair(service, async ({ client }) => {
      const seen: number[] = [];
      const error = await failure(
        (async () => {
          for await (const { count } of client.repeat({})) seen.push(count);
        })(),
      );
      assert.equal(error.code, "INTERNAL");
      assert.deepEqual(seen, [1]);
    });
  });

  it("that are left cancel the call, and the generator of a batch is left in its middle", async () => {
    let isLeft = false;
    const service = {
      ...echo,
      async *repeat() {
        try {
          const text = "x".repeat(1000);
          yield batch(Array.from({ length: 100_000 }, () => ({ text })));
          assert.fail("the batch is larger than all windows");
        } finally {
          isLeft = true;
        }
      },
    };
    await withPair(service, async ({ client }) => {
      for await (const messages of client.repeat({}).batches()) {
        assert.ok(messages.length > 0);
        break;
      }
      await eventually(() => isLeft, "the generator is left");
    });
  });

  it("are cut when the connection is lost, on both sides", async () => {
    let isLeft = false;
    const service = {
      ...echo,
      *repeat() {
        try {
          for (;;) yield batch([{ text: "x".repeat(1000) }, {}]);
        } finally {
          isLeft = true;
        }
      },
    };
    await withPair(service, async ({ client, server }) => {
      let received = 0;
      const error = await failure(
        (async () => {
          for await (const messages of client.repeat({}).batches()) {
            received += messages.length;
            if (received > 10_000) void server.close({ graceMs: 0 });
          }
        })(),
      );
      assert.ok(received > 10_000);
      assert.equal(error.code, "UNAVAILABLE");
      await eventually(() => isLeft, "the generator is left");
    });
  });

  it("wait for a slow reader", async () => {
    let pulled = 0;
    const text = "x".repeat(10_000);
    const service = {
      ...echo,
      *repeat() {
        for (;;) {
          pulled += 10;
          yield batch(Array.from({ length: 10 }, () => ({ text })));
        }
      },
    };
    await withPair(service, async ({ client }) => {
      const call = client.repeat({});
      const batches = call.batches()[Symbol.asyncIterator]();
      await batches.next();
      const stopped = await standstill(() => pulled, "nothing is pulled while nobody reads");
      while (pulled === stopped) await batches.next();
      call.cancel();
    });
  });

  it("of an endless sync generator leave the event loop to others", async () => {
    let isBusy = false;
    const service = {
      ...echo,
      *repeat() {
        isBusy = true;
        for (;;) {
          // It computes: a millisecond for a message that is too small to fill anything.
          const endMs = performance.now() + 1;
          while (performance.now() < endMs);
          yield {};
        }
      },
    };
    await withPair(service, async ({ client }) => {
      const call = client.repeat({});
      await eventually(() => isBusy, "the generator runs");
      for (let i = 0; i < 20; i++) await client.say({}, { timeoutMs: 10_000 });
      call.cancel();
    });
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createContextKey, type Interceptor, type ServerContext, StatusError } from "tramline";
import { echo, eventually, withPair } from "./fixture.ts";
import type { Echo } from "./gen/e2e/echo.ts";

const userKey = createContextKey<{ readonly name: string }>("user");
const levelKey = createContextKey("level", 3);

/** Notes how calls end. */
function endings(): { seen: string[]; interceptor: Interceptor } {
  const seen: string[] = [];
  const interceptor: Interceptor = (call, next) => {
    call.onEnd((error) => {
      seen.push(`${call.side} ${call.method.name} ${error?.code ?? "OK"}`);
    });
    return next(call);
  };
  return { seen, interceptor };
}

describe("values of a call", () => {
  it("reach the handler and later interceptors, in calls of every kind", () => {
    const names: unknown[] = [];
    const note = (context: ServerContext) =>
      names.push(context.get(userKey)?.name, context.get(levelKey));
    const service = {
      say(request: Echo, context: ServerContext) {
        note(context);
        return request;
      },
      async *chat(_requests: AsyncIterable<Echo>, context: ServerContext) {
        note(context);
        yield {};
      },
    };
    const first: Interceptor = (call, next) => {
      call.set(userKey, { name: String(call.metadata.get("user")) });
      return next(call);
    };
    const second: Interceptor = (call, next) => {
      names.push(`${call.get(userKey)?.name} seen`);
      call.set(levelKey, 4);
      return next({ ...call });
    };
    return withPair(
      service,
      async ({ client }) => {
        await client.say({}, { metadata: { user: "ada" } });
        for await (const _ of client.chat([], { metadata: { user: "bob" } }));
        assert.deepEqual(names, ["ada seen", "ada", 4, "bob seen", "bob", 4]);
      },
      { server: { interceptors: [first, second] } },
    );
  });

  it("are those of one call, and the key's default where none is set", () => {
    const levels: unknown[] = [];
    let isFirst = true;
    const service = {
      say(request: Echo, context: ServerContext) {
        levels.push(context.get(levelKey), context.get(userKey));
        return request;
      },
    };
    const once: Interceptor = (call, next) => {
      if (isFirst) call.set(levelKey, 9);
      isFirst = false;
      return next(call);
    };
    return withPair(
      service,
      async ({ client }) => {
        await client.say({});
        await client.say({});
        assert.deepEqual(levels, [9, undefined, 3, undefined]);
      },
      { server: { interceptors: [once] } },
    );
  });

  it("pass between the interceptors of a client, and come from the context of a server's call", () => {
    const seen: unknown[] = [];
    const set: Interceptor = (call, next) => {
      seen.push(call.get(userKey)?.name);
      call.set(userKey, { name: "own" });
      return next(call);
    };
    const get: Interceptor = (call, next) => {
      seen.push(call.get(userKey)?.name);
      return next(call);
    };
    return withPair(
      echo,
      async ({ client }) => {
        await client.say({});
        for await (const _ of client.chat([]));
        const context = {
          deadlineMs: Infinity,
          signal: new AbortController().signal,
          get: () => ({ name: "parent" }),
        } as unknown as ServerContext;
        await client.say({}, { context });
        assert.deepEqual(seen, [undefined, "own", undefined, "own", "parent", "own"]);
      },
      { channel: { interceptors: [set, get] } },
    );
  });
});

describe("the end of a call, as interceptors hear it", () => {
  const service = {
    ...echo,
    async *repeat(request: Echo) {
      yield { count: 1 };
      if (request.text === "fail") throw new StatusError("ABORTED", "in the middle");
      yield { count: 2 };
    },
    say(request: Echo) {
      if (request.text === "fail") throw new StatusError("NOT_FOUND", "nothing");
      return request;
    },
  };

  it("is that of the last message, on both sides and for every kind", async () => {
    const client = endings();
    const server = endings();
    await withPair(
      service,
      async ({ client: calls }) => {
        await calls.say({});
        await calls.say({ text: "fail" }).catch(() => {});
        for await (const { count } of calls.repeat({})) {
          // Not before its end, though the interceptor's `next` has resolved.
          if (count === 1) assert.equal(client.seen.includes("client Repeat OK"), false);
        }
        await assert.rejects(async () => {
          for await (const _ of calls.repeat({ text: "fail" }));
        });
        await calls.collect([{}]);
        for await (const _ of calls.chat([{}]));
        await eventually(() => server.seen.length === 6, "the server's calls have ended");
      },
      {
        channel: { interceptors: [client.interceptor] },
        server: { interceptors: [server.interceptor] },
      },
    );
    const expected = [
      "Say OK",
      "Say NOT_FOUND",
      "Repeat OK",
      "Repeat ABORTED",
      "Collect OK",
      "Chat OK",
    ];
    assert.deepEqual(
      client.seen,
      expected.map((one) => `client ${one}`),
    );
    assert.deepEqual(
      server.seen,
      expected.map((one) => `server ${one}`),
    );
  });

  it("is reported once for calls that are left, cancelled, or too late", async () => {
    const client = endings();
    const server = endings();
    await withPair(
      {
        async *repeat() {
          for (;;) yield {};
        },
        say: () => new Promise<Echo>(() => {}),
      },
      async ({ client: calls }) => {
        for await (const _ of calls.repeat({})) break;
        await calls.say({}, { timeoutMs: 30 }).catch(() => {});
        const controller = new AbortController();
        const call = calls.say({}, { signal: controller.signal });
        controller.abort();
        await call.catch(() => {});
        assert.deepEqual(client.seen, [
          "client Repeat CANCELLED",
          "client Say DEADLINE_EXCEEDED",
          "client Say CANCELLED",
        ]);
        await eventually(() => server.seen.includes("server Repeat CANCELLED"), "the stream's end");
      },
      {
        channel: { interceptors: [client.interceptor] },
        server: { interceptors: [server.interceptor] },
      },
    );
    assert.equal(server.seen.filter((one) => one.includes("Repeat")).length, 1);
  });

  it("costs nothing but itself when a listener throws", async () => {
    const errors: string[] = [];
    const failing: Interceptor = (call, next) => {
      call.onEnd(() => {
        throw new Error(`${call.side}'s listener`);
      });
      return next(call);
    };
    await withPair(
      echo,
      async ({ client }) => {
        assert.equal((await client.say({ text: "a" })).text, "a");
        for await (const _ of client.repeat({ count: 2 }));
        await eventually(() => errors.length === 2, "onError has both");
      },
      {
        channel: { interceptors: [failing] },
        server: { interceptors: [failing], onError: (error) => errors.push(error.message) },
      },
    );
    assert.deepEqual(errors, ["server's listener", "server's listener"]);
  });
});

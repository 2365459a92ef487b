import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type InterceptedCall, type Interceptor, type ServerContext, StatusError } from "tramline";
import { aborted, echo, eventually, failure, PEER_PATTERN, sleep, withPair } from "./fixture.ts";
import type { Echo } from "./gen/e2e/echo.ts";

const pass: Interceptor = (call, next) => next(call);

describe("the deadline of a call whose interceptor", () => {
  for (const name of ["waits for the signal before it passes the call on", "never settles"]) {
    it(`${name} ends the call`, () => {
      const late: Interceptor = async (call, next) => {
        await aborted(call);
        if (name === "never settles") await new Promise(() => {});
        return next(call);
      };
      return withPair(
        { say: () => assert.fail("must not be reached") },
        async ({ client }) => {
          const error = await failure(client.say({}, { timeoutMs: 50 }));
          assert.equal(error.code, "DEADLINE_EXCEEDED");
        },
        { channel: { interceptors: [late] } },
      );
    });
  }

  it("has passed the call on ends it, and the interceptor hears how", () => {
    const heard: string[] = [];
    const noting: Interceptor = async (call, next) => {
      try {
        return await next(call);
      } catch (error) {
        heard.push(StatusError.from(error).code);
        throw error;
      }
    };
    return withPair(
      echo,
      async ({ client }) => {
        // The error names the server only if the call has reached it.
        await client.say({});
        const error = await failure(client.say({ delayMs: 5_000 }, { timeoutMs: 200 }));
        assert.equal(error.code, "DEADLINE_EXCEEDED");
        assert.match(error.call?.peer ?? "", PEER_PATTERN);
        assert.deepEqual(heard, ["DEADLINE_EXCEEDED"]);
      },
      { channel: { interceptors: [noting] } },
    );
  });
});

describe("the signal of a call whose interceptor", () => {
  it("never settles cancels the call", () => {
    const hanging: Interceptor = () => new Promise(() => {});
    return withPair(
      echo,
      async ({ client }) => {
        const controller = new AbortController();
        const call = failure(client.say({}, { signal: controller.signal }));
        controller.abort();
        assert.equal((await call).code, "CANCELLED");
      },
      { channel: { interceptors: [hanging] } },
    );
  });

  it("has passed the call on cancels it on the server", () => {
    let hasArrived = false;
    let isAborted = false;
    const service = {
      async say(request: Echo, context: ServerContext) {
        hasArrived = true;
        await aborted(context);
        isAborted = true;
        return request;
      },
    };
    return withPair(
      service,
      async ({ client }) => {
        const controller = new AbortController();
        const call = failure(client.say({}, { signal: controller.signal }));
        await eventually(() => hasArrived, "the call has arrived");
        controller.abort(new Error("enough"));
        assert.equal((await call).code, "CANCELLED");
        await eventually(() => isAborted, "the handler's signal is aborted");
      },
      { channel: { interceptors: [pass, pass] }, server: { interceptors: [pass] } },
    );
  });

  it("was put in place of the caller's cancels what is passed on", () => {
    const impatient: Interceptor = (call, next) =>
      next({ ...call, signal: AbortSignal.timeout(30) });
    return withPair(
      echo,
      async ({ client }) => {
        const error = await failure(client.say({ delayMs: 5_000 }, { timeoutMs: 60_000 }));
        assert.equal(error.code, "DEADLINE_EXCEEDED");
      },
      { channel: { interceptors: [impatient, pass] } },
    );
  });
});

describe("a copy of a call", () => {
  it("has all that the call has when the next interceptor gets it", () => {
    const seen: InterceptedCall[] = [];
    const renaming: Interceptor = (call, next) =>
      next({ ...call, request: { text: "other" } } as InterceptedCall);
    const looking: Interceptor = (call, next) => {
      seen.push(call);
      assert.ok(call.signal instanceof AbortSignal);
      assert.ok(call.timeoutMs !== undefined && call.timeoutMs > 50_000, String(call.timeoutMs));
      assert.ok(call.deadline instanceof Date);
      assert.equal(call.metadata.get("x-a"), "1");
      assert.equal(call.method.localName, "say");
      return next(call);
    };
    const options = { timeoutMs: 60_000, metadata: { "x-a": "1" } };
    return withPair(
      echo,
      async ({ client }) => {
        assert.equal((await client.say({ text: "one" }, options)).text, "other");
        assert.deepEqual(
          seen.map(({ side }) => side),
          ["client", "server"],
        );
      },
      {
        channel: { interceptors: [renaming, looking] },
        server: { interceptors: [renaming, looking] },
      },
    );
  });

  it("of nothing is rejected with what to do", () => {
    const inventing = (_call: unknown, next: (call: object) => unknown) => next({ request: {} });
    const forgetting = (_call: unknown, next: () => unknown) => next();
    return withPair(echo, async ({ client }) => {
      const through = (one: unknown) => ({ interceptors: [one as Interceptor] });
      const invented = await failure(client.say({}, through(inventing)));
      assert.match(invented.message, /invalid call passed to next: expected .* \{ \.\.\.call/);
      const forgotten = await failure(client.say({}, through(forgetting)));
      assert.match(forgotten.message, /invalid call passed to next: .* got undefined$/);
    });
  });
});

describe("an interceptor", () => {
  it("may hedge: what loses goes on alone until its deadline", () => {
    const ended: string[] = [];
    let calls = 0;
    const service = {
      async say(request: Echo, context: ServerContext) {
        calls += 1;
        const isFirst = calls === 1;
        if (!isFirst) return { ...request, text: "second" };
        await aborted(context);
        ended.push(context.signal.reason instanceof StatusError ? "by the caller" : "otherwise");
        return request;
      },
    };
    const hedging: Interceptor = async (call, next) => {
      const first = next(call);
      first.catch(() => {});
      await sleep(10);
      return Promise.race([first, next(call)]);
    };
    return withPair(
      service,
      async ({ client }) => {
        assert.equal((await client.say({}, { timeoutMs: 1500 })).text, "second");
        assert.equal(ended.length, 0);
        await eventually(() => ended.length === 1, "the first call has ended");
      },
      { channel: { interceptors: [hedging] } },
    );
  });

  it("that changes metadata changes them for this call alone", () => {
    const metadata = { "x-a": "1" };
    const adding: Interceptor = (call, next) => {
      call.metadata.append("x-a", "2");
      return next(call);
    };
    const seen: string[][] = [];
    const service = {
      say(request: Echo, context: ServerContext) {
        seen.push(context.metadata.getAll("x-a"));
        return request;
      },
    };
    return withPair(
      service,
      async ({ client }) => {
        await client.say({}, { metadata });
        await client.say({}, { metadata });
        assert.deepEqual(seen, [
          ["1", "2"],
          ["1", "2"],
        ]);
      },
      { channel: { interceptors: [adding] } },
    );
  });

  it("may be one of a call, outside of those of its channel", () => {
    const log: string[] = [];
    const noting =
      (name: string): Interceptor =>
      (call, next) => {
        log.push(name);
        return next(call);
      };
    return withPair(
      echo,
      async ({ client }) => {
        await client.say({}, { interceptors: [noting("own")] });
        await client.say({});
        assert.deepEqual(log, ["own", "channel", "channel"]);
      },
      { channel: { interceptors: [noting("channel")] } },
    );
  });
});

describe("an interceptor of a client", () => {
  for (const [name, result] of [
    ["nothing", undefined],
    ["a message in place of a result", { text: "mine" }],
  ] as const) {
    it(`that returns ${name} fails the call, saying so`, () => {
      const forgetful: Interceptor = async (call, next) => {
        await next(call);
        return result as never;
      };
      return withPair(
        echo,
        async ({ client }) => {
          const { code, rawMessage } = await failure(client.say({ text: "x" }));
          assert.equal(code, "UNKNOWN");
          assert.match(
            rawMessage,
            /^invalid result of an interceptor: .*; return what next returns/,
          );
          const listed = await failure(client.collect([{ text: "x" }]));
          assert.match(listed.rawMessage, /^invalid result of an interceptor: /);
        },
        { channel: { interceptors: [forgetful] } },
      );
    });
  }

  it("that calls next again with the same stream of requests fails the call", () => {
    const twice: Interceptor = async (call, next) => {
      await next(call);
      return next(call);
    };
    return withPair(
      echo,
      async ({ client }) => {
        const { code, rawMessage } = await failure(client.collect([{ text: "x" }]));
        assert.equal(code, "INTERNAL");
        assert.match(rawMessage, /called next again with the same stream of requests/);
      },
      { channel: { interceptors: [twice] } },
    );
  });
});

describe("an interceptor of a server", () => {
  it("that returns nothing fails the call, and onError says why", () => {
    const errors: string[] = [];
    const forgetful: Interceptor = async (call, next) => {
      await next(call);
      return undefined as never;
    };
    return withPair(
      echo,
      async ({ client }) => {
        assert.equal((await failure(client.say({ text: "x" }))).code, "UNKNOWN");
        assert.match(errors.join(), /^invalid result of an interceptor: .*got undefined/);
      },
      {
        server: {
          interceptors: [forgetful],
          onError: (error) => void errors.push(error.message),
        },
      },
    );
  });
});

it("a server's interceptor that passes the same stream of requests on again gets an error", () => {
  const again: string[] = [];
  const twice: Interceptor = async (call, next) => {
    const result = await next(call);
    await next(call).catch((error: unknown) => again.push(String(error)));
    return result;
  };
  return withPair(
    echo,
    async ({ client }) => {
      const call = client.collect();
      await call.send({ text: "a" });
      await call.close();
      await call.response;
      assert.equal(again.length, 1);
      assert.match(again[0] ?? "", /next again with the same stream of requests/);
    },
    { server: { interceptors: [twice] } },
  );
});

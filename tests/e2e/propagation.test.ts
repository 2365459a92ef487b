import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type CallOptions,
  ConfigurationError,
  createBytesClient,
  createServer,
  type Interceptor,
  type ServerContext,
  type StatusError,
} from "tramline";
import { aborted, echo, eventually, failure, type Pair, sleep, withPair } from "./fixture.ts";
import type { Echo } from "./gen/e2e/echo.ts";

const propagating = { server: { propagateContext: true } };

/** A backend that notes its calls' contexts and responds when they have ended. */
async function withBackend(
  body: (backend: Pair["client"], contexts: ServerContext[]) => Promise<void>,
): Promise<void> {
  const contexts: ServerContext[] = [];
  const hang = async (_request: unknown, context: ServerContext) => {
    contexts.push(context);
    await aborted(context);
    return {};
  };
  await withPair(
    {
      say: hang,
      async *repeat(request, context) {
        await hang(request, context);
        yield {};
      },
      collect: hang,
      async *chat(request, context) {
        await hang(request, context);
        yield {};
      },
    },
    async ({ client }) => body(client, contexts),
  );
}

const passOn: Interceptor = (call, next) => next(call);

/** Each kind of call, with and without an interceptor of its own. */
const kinds: readonly [
  string,
  (client: Pair["client"], options?: CallOptions) => Promise<unknown>,
][] = [
  ["unary", (client, options) => client.say({}, options)],
  [
    "server streaming",
    (client, options) => client.repeat({}, options)[Symbol.asyncIterator]().next(),
  ],
  ["client streaming", (client, options) => client.collect([{}], options)],
  ["bidi", (client, options) => client.chat([{}], options)[Symbol.asyncIterator]().next()],
  ["intercepted unary", (client) => client.say({}, { interceptors: [passOn] })],
  [
    "intercepted streaming",
    (client) =>
      client
        .repeat({}, { interceptors: [passOn] })
        [Symbol.asyncIterator]()
        .next(),
  ],
];

describe("calls that a handler makes, with propagateContext", () => {
  for (const [kind, call] of kinds) {
    it(`end with the server call: ${kind}`, () =>
      withBackend((backend, contexts) => {
        const met: StatusError[] = [];
        const service = {
          async say(): Promise<Echo> {
            // Across a wait: the context follows the handler.
            await sleep(1);
            const error = await failure(call(backend));
            met.push(error);
            throw error;
          },
        };
        return withPair(
          service,
          async ({ client }) => {
            const late = await failure(client.say({}, { timeoutMs: 1000 }));
            assert.equal(late.code, "DEADLINE_EXCEEDED");
            await eventually(() => met.length === 1, "the inner call has ended");
            // By the time itself, or by the caller, whose time is up a moment before.
            assert.match(met[0]?.code ?? "", /^(DEADLINE_EXCEEDED|CANCELLED)$/);
            const remainingMs = (contexts[0] as ServerContext).deadlineMs - performance.now();
            assert.ok(remainingMs < 1000, `${remainingMs} ms are left to the backend`);

            const controller = new AbortController();
            const cancelled = failure(client.say({}, { signal: controller.signal }));
            await eventually(() => contexts.length === 2, "the backend is called");
            assert.equal(contexts[1]?.deadlineMs, Infinity);
            controller.abort();
            assert.equal((await cancelled).code, "CANCELLED");
            await eventually(() => met.length === 2, "the inner call was cancelled too");
            assert.equal(met[1]?.code, "CANCELLED");
            assert.match(
              met[1]?.rawMessage ?? "",
              /^the server call \/e2e\.EchoService\/Say that made this call ended: CANCELLED: /,
            );
            await eventually(() => contexts[1]?.cancelled === true, "the backend hears of it");
          },
          propagating,
        );
      }));
  }

  it("keep a deadline of their own that is earlier", () =>
    withBackend((backend) => {
      const met: StatusError[] = [];
      const service = {
        async say() {
          met.push(await failure(backend.say({}, { timeoutMs: 20 })));
          return { text: "in time" };
        },
      };
      return withPair(
        service,
        async ({ client }) => {
          assert.equal((await client.say({}, { timeoutMs: 20_000 })).text, "in time");
          assert.equal(met[0]?.code, "DEADLINE_EXCEEDED");
          assert.equal(met[0]?.call?.timeoutMs, 20);
        },
        propagating,
      );
    }));

  it("stay out with context: null", () =>
    withPair(echo, async ({ client: backend }) => {
      const texts: string[] = [];
      let hasBegun = false;
      const service = {
        async say(request: Echo, context: ServerContext): Promise<Echo> {
          hasBegun = true;
          await aborted(context);
          texts.push((await backend.say({ text: "audit" }, { context: null })).text);
          texts.push((await failure(backend.say({ text: "audit" }))).code);
          return request;
        },
      };
      await withPair(
        service,
        async ({ client }) => {
          const controller = new AbortController();
          const cancelled = failure(client.say({}, { signal: controller.signal }));
          await eventually(() => hasBegun, "the handler has begun");
          controller.abort();
          await cancelled;
          await eventually(() => texts.length === 2, "both calls have ended");
          assert.equal(texts[0], "audit");
          assert.match(texts[1] ?? "", /^(DEADLINE_EXCEEDED|CANCELLED)$/);
        },
        propagating,
      );
    }));

  it("stay out when the handler is done", () =>
    withPair(echo, async ({ client: backend }) => {
      let later: Promise<Echo> | undefined;
      const service = {
        say(request: Echo) {
          // Begun in the handler; the deadline has passed when it calls.
          later = sleep(1100).then(() => backend.say(request));
          return request;
        },
      };
      await withPair(
        service,
        async ({ client }) => {
          await client.say({ text: "later" }, { timeoutMs: 1000 });
          assert.equal((await later)?.text, "later");
        },
        propagating,
      );
    }));

  it("belong to the call whose generator makes them, whoever has it go on", () =>
    withPair(echo, async ({ client: backend }) => {
      const data = new Uint8Array(40_000);
      const deadlines: string[] = [];
      const names: Interceptor = (call, next) => {
        deadlines.push(call.context?.metadata.get("x-name") ?? "none");
        return next(call);
      };
      const service = {
        async *repeat(request: Echo) {
          // More than a window holds: the generator rests until the client reads on.
          for (let i = 0; i < request.count; i++) {
            yield { data };
            await backend.say({}, { interceptors: [names] });
          }
        },
      };
      await withPair(
        service,
        async ({ client }) => {
          const read = async (name: string) => {
            for await (const _ of client.repeat({ count: 40 }, { metadata: { "x-name": name } })) {
              await sleep(1);
            }
          };
          await Promise.all([read("a"), read("b")]);
          assert.equal(deadlines.length, 80);
          assert.equal(deadlines.filter((name) => name === "a").length, 40);
          assert.equal(deadlines.filter((name) => name === "b").length, 40);
        },
        propagating,
      );
    }));

  it("belong to the server call in interceptors, and in handlers of unknown methods", () =>
    withPair(echo, async ({ client: backend }) => {
      const seen: string[] = [];
      const note: Interceptor = (call, next) => {
        seen.push(call.context?.method.name ?? "none");
        return next(call);
      };
      const calling: Interceptor = async (call, next) => {
        await backend.say({}, { interceptors: [note] });
        return next(call);
      };
      await withPair(
        echo,
        async ({ client, channel, server }) => {
          // biome-ignore lint/correctness/useYield: it responds with nothing
          server.addUnknown(async function* () {
            await backend.say({}, { interceptors: [note] });
          });
          await client.say({});
          const unknown = createBytesClient(channel)("/other.Service/Method");
          for await (const _ of unknown([])) assert.fail("expected no response");
        },
        { server: { ...propagating.server, interceptors: [calling] } },
      );
      assert.deepEqual(seen, ["Say", "Method", "Method"]);
    }));

  it("have a context passed by hand before that of the handler", () =>
    withPair(echo, async ({ client: backend }) => {
      let kept: ServerContext | undefined;
      const seen: (ServerContext | undefined)[] = [];
      const note: Interceptor = (call, next) => {
        seen.push(call.context);
        return next(call);
      };
      const service = {
        async say(request: Echo, context: ServerContext): Promise<Echo> {
          if (kept === undefined) {
            kept = context;
            await aborted(context);
          } else {
            await backend.say({}, { context: kept, interceptors: [note] });
            await backend.say({}, { interceptors: [note] });
            seen.push(context);
          }
          return request;
        },
      };
      await withPair(
        service,
        async ({ client }) => {
          const controller = new AbortController();
          const first = failure(client.say({}, { signal: controller.signal }));
          await eventually(() => kept !== undefined, "the first call is there");
          await client.say({});
          controller.abort();
          await first;
          assert.equal(seen[0], kept);
          assert.equal(seen[1], seen[2]);
          assert.notEqual(seen[1], kept);
        },
        propagating,
      );
    }));
});

describe("calls outside of handlers, or without propagateContext", () => {
  it("are as they were", () =>
    withPair(echo, async ({ client: backend }) => {
      const seen: (ServerContext | undefined)[] = [];
      const note: Interceptor = (call, next) => {
        seen.push(call.context);
        return next(call);
      };
      const service = {
        async say(request: Echo) {
          await backend.say({}, { interceptors: [note] });
          return request;
        },
      };
      await withPair(service, async ({ client }) => {
        await client.say({}, { interceptors: [note] });
        await withPair(
          service,
          async ({ client: other }) => {
            await other.say({});
            await client.say({}, { interceptors: [note] });
          },
          propagating,
        );
      });
      assert.deepEqual(
        seen.map((context) => context?.method.name),
        [undefined, undefined, "Say", undefined, undefined],
      );
    }));

  it("the option must be true or false", () => {
    assert.throws(
      () => createServer({ propagateContext: "yes" as never }),
      (error: unknown) => {
        assert.ok(error instanceof ConfigurationError);
        assert.match(error.message, /propagateContext: expected true or false, got/);
        return true;
      },
    );
  });
});

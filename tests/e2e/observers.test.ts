import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type ClientAttemptObserver,
  type ClientCallObserver,
  type ClientObserver,
  ConfigurationError,
  createChannel,
  createClient,
  createServer,
  type Interceptor,
  observersOf,
  type ServerCallObserver,
  type ServerContext,
  type ServerObserver,
  StatusError,
} from "tramline";
import {
  type EchoImplementation,
  echo,
  eventually,
  PEER_PATTERN,
  TARGET_PATTERN,
  withPair,
} from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

/** Notes what it sees of a client's calls, one line an event. */
class ClientNotes implements ClientObserver {
  readonly lines: string[] = [];

  observeClientMethod(method: { readonly path: string }, target: string) {
    const { lines } = this;
    const note = (text: string): void => {
      lines.push(text);
    };
    assert.match(target, TARGET_PATTERN);
    const name = method.path.slice(method.path.lastIndexOf("/") + 1);
    const attempt: ClientAttemptObserver = {
      onHeadersSent(fields, peer) {
        fields.push("x-observed", "yes");
        note("headers sent");
        assert.match(peer, PEER_PATTERN);
      },
      onMessageSent: (bytes, wireBytes) => note(`sent ${bytes}/${wireBytes}`),
      onHeadersReceived: () => note("headers received"),
      onMessageReceived: (bytes, wireBytes) => note(`received ${bytes}/${wireBytes}`),
      onAttemptEnd: (error) => note(`attempt ${error?.code ?? "OK"}`),
    };
    const call: ClientCallObserver = {
      onAttemptStart({ kind, previousAttempts }) {
        note(`attempt ${kind} ${previousAttempts}`);
        return attempt;
      },
      onCallEnd: (error) => note(`call ${error?.code ?? "OK"}`),
    };
    return {
      onCallStart() {
        note(`call ${name}`);
        return call;
      },
    };
  }
}

/** Notes what it sees of a server's calls. */
class ServerNotes implements ServerObserver {
  readonly lines: string[] = [];

  observeServerMethod(method: { readonly path: string } | undefined) {
    const { lines } = this;
    const note = (text: string): void => {
      lines.push(text);
    };
    const name = method?.path.slice(method.path.lastIndexOf("/") + 1) ?? "unknown";
    const call: ServerCallObserver = {
      run(body) {
        note("run");
        body();
      },
      onMessageSent: (bytes, wireBytes) => note(`sent ${bytes}/${wireBytes}`),
      onMessageReceived: (bytes, wireBytes) => note(`received ${bytes}/${wireBytes}`),
      onCallEnd: (error) => note(`call ${error?.code ?? "OK"}`),
    };
    return {
      onCallStart({ fields, path }: { fields: readonly string[]; path: string }) {
        const observed = fields[fields.indexOf("x-observed") + 1];
        note(`call ${name} ${path.slice(path.lastIndexOf("/") + 1)} ${observed}`);
        return call;
      },
    };
  }
}

async function observed(
  implementation: EchoImplementation,
  body: Parameters<typeof withPair>[1],
  options: Parameters<typeof withPair>[2] = {},
) {
  const client = new ClientNotes();
  const server = new ServerNotes();
  await withPair(implementation, body, {
    ...options,
    channel: { ...options.channel, observers: [client] },
    server: { ...options.server, observers: [server] },
  });
  return { client: client.lines, server: server.lines };
}

/** Responds when nobody waits any more. */
function hang<T>(request: T, { signal }: ServerContext): Promise<T> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(request));
  });
}

const OPENING = ["attempt first 0", "headers sent"];

describe("observers", () => {
  it("see a unary call from its beginning to its end, on both sides", async () => {
    const seen = await observed(echo, async ({ client }) => {
      await client.say({ text: "abc" });
    });
    assert.deepEqual(seen.client, [
      "call Say",
      ...OPENING,
      "sent 5/5",
      "headers received",
      "received 5/5",
      "attempt OK",
      "call OK",
    ]);
    assert.deepEqual(seen.server, [
      "call Say Say yes",
      "received 5/5",
      "run",
      "sent 5/5",
      "call OK",
    ]);
  });

  it("see each message of streams, and how a stream went", async () => {
    const seen = await observed(echo, async ({ client }) => {
      const call = client.chat();
      await call.send({ text: "a" });
      await call.send({ text: "abc" });
      await call.close();
      for await (const _ of call);
    });
    for (const lines of [seen.client, seen.server]) {
      assert.deepEqual(lines.filter((line) => line.startsWith("sent")).sort(), [
        "sent 3/3",
        "sent 5/5",
      ]);
      assert.deepEqual(lines.filter((line) => line.startsWith("received")).sort(), [
        "received 3/3",
        "received 5/5",
      ]);
      assert.equal(lines.at(-1), "call OK");
    }
  });

  it("count what a reader has not read when the status comes", async () => {
    const seen = await observed(echo, async ({ client }) => {
      const call = client.repeat({ count: 3, text: "a" });
      await call.trailers;
    });
    // The first has count 0, which is not sent.
    const received = seen.client.filter((line) => line.startsWith("received"));
    assert.deepEqual(received, ["received 3/3", "received 5/5", "received 5/5"]);
    assert.deepEqual(seen.client.slice(-2), ["attempt OK", "call OK"]);
  });

  it("see sizes before and after compression", async () => {
    const text = "compressible ".repeat(500);
    const options = { compression: "gzip" } as const;
    const seen = await observed(echo, async ({ client }) => void (await client.say({ text })), {
      channel: options,
      server: options,
    });
    for (const lines of [seen.client, seen.server]) {
      for (const verb of ["sent", "received"]) {
        const line = lines.find((one) => one.startsWith(verb)) ?? "";
        const [bytes, wireBytes] = line
          .slice(verb.length + 1)
          .split("/")
          .map(Number);
        assert.equal(bytes, text.length + 3);
        assert.ok((wireBytes ?? 0) > 0 && (wireBytes ?? 0) < 200, line);
      }
    }
  });

  it("see how calls fail: by the handler, the deadline, the caller, a method that is not served", async () => {
    const seen = await observed(
      {
        ...echo,
        say: hang,
        async *repeat(request, context) {
          yield await hang(request, context);
        },
        collect: () => {
          throw new StatusError("NOT_FOUND");
        },
      },
      async ({ client, channel, server }) => {
        await client.collect([]).catch(() => {});
        await client.say({}, { timeoutMs: 300 }).catch(() => {});
        const call = client.repeat({});
        const iterator = call[Symbol.asyncIterator]();
        await Promise.race([iterator.next(), new Promise((resolve) => setTimeout(resolve, 50))]);
        call.cancel();
        const strange = { ...EchoService, typeName: "e2e.Strange" };
        const methods = {
          say: { ...EchoService.methods.say, path: "/e2e.Strange/Made-up" },
        } as unknown as typeof EchoService.methods;
        await createClient({ ...strange, methods }, channel)
          .say({})
          .catch(() => {});
        await server.close({ graceMs: 5000 });
      },
    );
    const ends = (lines: readonly string[]): string[] =>
      lines.filter((line) => /^call [A-Z_]{2,}$/.test(line)).sort();
    const expected = ["CANCELLED", "DEADLINE_EXCEEDED", "NOT_FOUND", "UNIMPLEMENTED"];
    assert.deepEqual(
      ends(seen.client),
      expected.map((code) => `call ${code}`),
    );
    // The client's reset and the server's own timer come at the same time.
    const onServer = ends(seen.server).map((line) =>
      line.replace("DEADLINE_EXCEEDED", "CANCELLED"),
    );
    assert.deepEqual(onServer, [
      "call CANCELLED",
      "call CANCELLED",
      "call NOT_FOUND",
      "call UNIMPLEMENTED",
    ]);
    assert.ok(seen.server.includes("call unknown Made-up yes"), seen.server.join("\n"));
  });

  it("see a call that ends before it has begun, without an attempt", async () => {
    const seen = await observed(echo, async ({ client }) => {
      await client.say({}, { deadline: new Date(0) }).catch(() => {});
      await client.say({}, { signal: AbortSignal.abort() }).catch(() => {});
    });
    assert.deepEqual(seen.client, [
      "call Say",
      "call DEADLINE_EXCEEDED",
      "call Say",
      "call CANCELLED",
    ]);
  });

  it("see what interceptors pass on", async () => {
    let failures = 0;
    const retry: Interceptor = async (call, next) => {
      try {
        return await next(call);
      } catch {
        failures += 1;
        return next(call);
      }
    };
    const seen = await observed(
      {
        ...echo,
        say: (request) => {
          if (failures === 0) throw new StatusError("ABORTED");
          return request;
        },
      },
      async ({ client }) => {
        await client.say({});
        for await (const _ of client.repeat({ count: 1 }));
      },
      { channel: { interceptors: [retry] } },
    );
    assert.deepEqual(
      seen.client.filter((line) => line.startsWith("call")),
      ["call Say", "call ABORTED", "call Say", "call OK", "call Repeat", "call OK"],
    );
  });

  it("are found again from the context of the call that they observe", async () => {
    const marks: unknown[] = [];
    const observer: ServerObserver = {
      observeServerMethod: () => ({
        onCallStart: () => ({
          run: (body) => body(),
          onMessageSent() {},
          onMessageReceived() {},
          onCallEnd() {},
        }),
      }),
    };
    await withPair(
      {
        ...echo,
        say: (request, context) => {
          marks.push(observersOf(context).length);
          return request;
        },
      },
      async ({ client }) => void (await client.say({})),
      { server: { observers: [observer, observer] } },
    );
    await withPair(
      {
        ...echo,
        say: (request, context) => {
          marks.push(observersOf(context).length);
          return request;
        },
      },
      async ({ client }) => void (await client.say({})),
    );
    assert.deepEqual(marks, [2, 0]);
  });

  it("may leave methods alone", async () => {
    const notes = new ClientNotes();
    const picky: ClientObserver = {
      observeClientMethod: (method, target) =>
        method.name === "Say" ? notes.observeClientMethod(method, target) : undefined,
    };
    await withPair(
      echo,
      async ({ client }) => {
        await client.say({});
        for await (const _ of client.repeat({ count: 1 }));
      },
      { channel: { observers: [picky] } },
    );
    assert.deepEqual(
      notes.lines.filter((line) => line.startsWith("call")),
      ["call Say", "call OK"],
    );
  });

  it("that are not observers are refused", () => {
    for (const create of [
      () => createServer({ observers: [{}] as never }),
      () => createServer({ observers: {} as never }),
      () => createChannel("127.0.0.1:1", { observers: [() => {}] as never }),
    ]) {
      assert.throws(create, (error: unknown) => {
        assert.ok(error instanceof ConfigurationError);
        assert.match(error.message, /^invalid option observers/);
        return true;
      });
    }
  });

  it("hear of a connection that is lost under a call, on both sides", async () => {
    let isServed = false;
    const seen = await observed(
      {
        ...echo,
        say: () => {
          isServed = true;
          return new Promise<never>(() => {});
        },
      },
      async ({ client, server }) => {
        const call = client.say({}).catch((error: unknown) => (error as StatusError).code);
        await eventually(() => isServed, "the handler runs");
        await server.close({ graceMs: 0 });
        assert.equal(await call, "UNAVAILABLE");
      },
    );
    assert.equal(seen.client.at(-1), "call UNAVAILABLE");
    assert.equal(seen.server.at(-1), "call CANCELLED");
  });
});

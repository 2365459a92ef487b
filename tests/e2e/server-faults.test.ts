import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createServer, type ServerContext, StatusError } from "tramline";
import { aborted, echo, eventually, sleep, withPair } from "./fixture.ts";
import { type Echo, EchoService } from "./gen/e2e/echo.ts";
import { tlsFile } from "./tls-files.ts";

const request = (method: string) => ({
  ":method": "POST",
  ":path": `/e2e.EchoService/${method}`,
  "content-type": "application/grpc",
  te: "trailers",
});

/** A message of no bytes, with its prefix. */
const emptyMessage = new Uint8Array(5);

/** Makes a call by node:http2 and waits for its trailers. */
async function trailersOf(session: ClientHttp2Session, method: string): Promise<unknown> {
  const stream = session.request(request(method));
  stream.end(emptyMessage);
  stream.resume();
  let found: IncomingHttpHeaders = {};
  stream.on("response", (headers) => {
    found = { ...found, ...headers };
  });
  stream.on("trailers", (headers) => {
    found = { ...found, ...headers };
  });
  await once(stream, "close");
  return found["grpc-status"];
}

describe("a server lives on", () => {
  it("when a client takes no headers, and a stream of responses is empty", () =>
    withPair({ async *repeat() {}, say: echo.say }, async ({ client, address }) => {
      const session = connect(`http://${address}`, { settings: { maxHeaderListSize: 1 } });
      session.on("error", () => {});
      await trailersOf(session, "Repeat");
      session.close();
      assert.equal((await client.say({ text: "a" })).text, "a");
    }));

  it("when onError throws", () =>
    withPair(
      {
        say: () => {
          throw new Error("a");
        },
        async collect() {
          throw new Error("b");
        },
      },
      async ({ client, address }) => {
        const code = (error: unknown) => StatusError.from(error).code;
        assert.equal(await client.say({}).catch(code), "UNKNOWN");
        assert.equal(await client.collect([]).catch(code), "UNKNOWN");
        const [host = "", port] = address.split(":");
        const socket = connectTcp(Number(port), host);
        socket.on("error", () => {});
        socket.end("GET / HTTP/1.1\r\n\r\n");
        socket.resume();
        await once(socket, "close");
        assert.equal(await client.say({}).catch(code), "UNKNOWN");
      },
      {
        server: {
          onError: () => {
            throw new Error("from onError");
          },
        },
      },
    ));

  it("whatever a handler throws or returns", () => {
    const odd: unknown[] = [Object.create(null), Symbol("odd"), undefined, 1n];
    const iterables: unknown[] = [
      { [Symbol.asyncIterator]: () => ({ next: () => ({}), return: () => ({ done: true }) }) },
      {
        [Symbol.asyncIterator]() {
          throw new Error("no iterator");
        },
      },
      {
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: true }),
          return() {
            throw new Error("no return");
          },
        }),
      },
      undefined,
      7,
    ];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let answered = 0;
    const service = {
      say: (message: Echo) => {
        throw odd[message.count];
      },
      // Answers when nobody waits any more.
      repeat: (async (message: Echo) => {
        await held;
        answered += 1;
        return iterables[message.count];
      }) as unknown as typeof echo.repeat,
    };
    return withPair(service, async ({ client, server }) => {
      for (let count = 0; count < odd.length; count++) {
        await assert.rejects(client.say({ count }), StatusError);
      }
      for (let count = 0; count < iterables.length; count++) {
        const stream = client.repeat({ count }, { timeoutMs: 200 });
        await assert.rejects(stream[Symbol.asyncIterator]().next(), StatusError);
      }
      await eventually(() => server.openCalls === 0, "the calls are over");
      release();
      await eventually(() => answered === iterables.length, "the handlers have answered");
      await sleep(5);
    });
  });
});

it("a refusal is no larger than the client takes, whatever it repeats", () =>
  withPair(echo, async ({ address }) => {
    const session = connect(`http://${address}`, { settings: { maxHeaderListSize: 2000 } });
    session.on("error", () => {});
    const stream = session.request({ ...request("Say"), ":path": `/${"x".repeat(20_000)}/y` });
    stream.on("error", () => {});
    stream.resume();
    const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
    assert.equal(headers["grpc-status"], "12");
    assert.ok(String(headers["grpc-message"]).length < 1000);
    session.destroy();
  }));

describe("requests that a handler does not read", () => {
  const large = { data: new Uint8Array(64 * 1024) };

  it("do not hold up the client of a handler that left the loop", () => {
    const service = {
      async *chat(requests: AsyncIterable<Echo>, context: ServerContext) {
        for await (const first of requests) {
          // Small, as the client reads nothing before it has sent all.
          yield { text: `${first.data.length} bytes` };
          break;
        }
        await aborted(context);
      },
    };
    return withPair(service, async ({ client }) => {
      const call = client.chat({ timeoutMs: 10_000 });
      for (let i = 0; i < 50; i++) await call.send(large);
      call.cancel();
    });
  });

  it("leave no stream open behind an answer that flow control holds", () => {
    const service = { collect: async () => ({ data: new Uint8Array(1 << 20) }) };
    return withPair(service, async ({ server, address }) => {
      const session = connect(`http://${address}`, { settings: { initialWindowSize: 1000 } });
      const stream = session.request(request("Collect"));
      stream.on("error", () => {});
      // Never ends its side, nor reads for a while.
      stream.write(emptyMessage);
      await eventually(() => server.openCalls === 1, "the call is there");
      await sleep(20);
      assert.equal(server.openCalls, 1);
      stream.resume();
      await eventually(() => server.openCalls === 0, "the stream is gone");
      session.destroy();
    });
  });
});

describe("closing a server", () => {
  it("does not wait for sockets in the middle of a TLS handshake", async () => {
    const server = createServer({
      tls: { cert: tlsFile("server.pem"), key: tlsFile("server.key") },
    });
    const { port } = await server.listen("127.0.0.1:0");
    const socket = connectTcp(port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    const closed = once(socket, "close");
    await sleep(20);
    const startedMs = performance.now();
    await server.close({ graceMs: 0 });
    // The handshake itself may take ten seconds.
    assert.ok(performance.now() - startedMs < 8000, "closed at once");
    await closed;
  });

  it("nor on a Unix socket, where handshakes have no address", async (t) => {
    const server = createServer({
      tls: { cert: tlsFile("server.pem"), key: tlsFile("server.key") },
    });
    const folder = mkdtempSync(join(tmpdir(), "tramline-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "s.sock");
    await server.listen(`unix:${path}`);
    const sockets = [connectTcp(path), connectTcp(path)];
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    for (const socket of sockets) socket.on("error", () => {});
    // Not by `once`, which rejects when the close is a reset.
    const closed = sockets.map(
      (socket) => new Promise((resolve) => void socket.once("close", resolve)),
    );
    await sleep(20);
    const startedMs = performance.now();
    await server.close({ graceMs: 0 });
    assert.ok(performance.now() - startedMs < 8000, "closed at once");
    await Promise.all(closed);
  });

  it("while it begins to listen closes that as well", async () => {
    const server = createServer();
    server.add(EchoService, echo);
    const listening = server.listen("127.0.0.1:0");
    const closed = server.close({ graceMs: 0 });
    await assert.rejects(listening, /closed/);
    await closed;
  });

  it("from within a handler ends the other calls of the same chunk", async () => {
    const server = createServer();
    let calls = 0;
    server.add(EchoService, {
      say: (message) => {
        calls += 1;
        void server.close({ graceMs: 0 });
        return message;
      },
    });
    const { address } = await server.listen("127.0.0.1:0");
    const session = connect(`http://${address}`);
    session.on("error", () => {});
    await once(session, "connect");
    const ends = [1, 2, 3].map(async () => {
      const stream = session.request(request("Say"));
      stream.on("error", () => {});
      stream.end(emptyMessage);
      stream.resume();
      await once(stream, "close").catch(() => {});
    });
    await Promise.all(ends);
    await server.close();
    assert.equal(calls, 1);
    assert.equal(server.openCalls, 0);
    session.destroy();
  });
});

it("an iterator that answers with no result ends its call alone", () => {
  const steps: unknown[] = [undefined, 3, Promise.resolve(undefined)];
  const service = {
    repeat: ((message: Echo) => ({
      [Symbol.asyncIterator]: () => ({ next: () => steps[message.count] }),
    })) as unknown as typeof echo.repeat,
  };
  return withPair(
    service,
    async ({ client }) => {
      for (let count = 0; count < steps.length; count++) {
        const stream = client.repeat({ count });
        const error = await stream[Symbol.asyncIterator]()
          .next()
          .catch((thrown: unknown) => thrown);
        assert.match(String(error), /next\(\): expected an object/);
      }
    },
    { server: { exposeErrors: true } },
  );
});

describe("handlers that run on after their calls have ended", () => {
  it("are of a bounded number: a client that gives calls up again and again is refused", async () => {
    let running = 0;
    let most = 0;
    const open: (() => void)[] = [];
    await withPair(
      {
        say: async () => {
          running += 1;
          most = Math.max(most, running);
          // It does not listen to its signal.
          await new Promise<void>((resolve) => open.push(resolve));
          running -= 1;
          return {};
        },
      },
      async ({ client }) => {
        const codes = new Set<string>();
        for (let round = 0; round < 12; round++) {
          const abort = new AbortController();
          const calls = Array.from({ length: 5 }, () =>
            client.say({}, { signal: abort.signal }).catch((error: unknown) => {
              codes.add(StatusError.from(error).code);
            }),
          );
          await sleep(30);
          abort.abort();
          await Promise.all(calls);
        }
        await sleep(30);
        assert.equal(most, 20);
        assert.ok(codes.has("UNAVAILABLE"), [...codes].join());
        // Once they are done the connection takes calls again.
        for (const finish of open.splice(0)) finish();
        await eventually(() => running === 0, "the handlers end");
        const call = client.say({});
        await eventually(() => running === 1, "a call is taken");
        for (const finish of open.splice(0)) finish();
        await call;
      },
      { server: { limits: { maxConcurrentStreams: 5 } } },
    );
  });
});

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  constants,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import type { Connection } from "@tramline/http2";
import { deadlines } from "@tramline/rpc";
import {
  type Client,
  type ClientChannel,
  type ClientChannelOptions,
  createChannel,
  createClient,
  type Interceptor,
  StatusError,
} from "tramline";
import { echo, eventually, failure, networkOnly, sleep, withPair } from "./fixture.ts";
import { Echo, EchoService } from "./gen/e2e/echo.ts";

type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, count: number) => void;

/** Answers a call with the messages, framed. */
function answer(stream: ServerHttp2Stream, texts: readonly string[], trailers = {}): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", ...trailers }));
  for (const text of texts) {
    const encoded = Echo.encode({ text });
    stream.write(Buffer.concat([Uint8Array.of(0, 0, 0, 0, encoded.length), encoded]));
  }
  stream.end();
}

/** Runs `body` with a client of a server that does as `onStream` says with the n-th stream. */
async function withScript(
  onStream: OnStream,
  body: (client: Client<typeof EchoService>, seen: { streams: number }) => Promise<void>,
  options: ClientChannelOptions = {},
): Promise<void> {
  const server = createHttp2Server();
  const sessions = new Set<ServerHttp2Session>();
  const seen = { streams: 0 };
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
  });
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on("error", () => {});
    seen.streams += 1;
    onStream(stream, headers, seen.streams);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const channel = createChannel(`127.0.0.1:${(server.address() as AddressInfo).port}`, options);
  try {
    await body(createClient(EchoService, channel), seen);
  } finally {
    await channel.close();
    for (const session of sessions) session.destroy();
    server.close();
  }
}

const refuse = (stream: ServerHttp2Stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM);

describe("a call that the server has not looked at is sent once more", () => {
  it("refused streams: unary and server streaming", () =>
    withScript(
      (stream, _headers, count) => (count % 2 === 1 ? refuse(stream) : answer(stream, ["a"])),
      async (client, seen) => {
        assert.equal((await client.say({ text: "x" })).text, "a");
        const texts: string[] = [];
        for await (const { text } of client.repeat({ text: "x" })) texts.push(text);
        assert.deepEqual(texts, ["a"]);
        assert.equal(seen.streams, 4);
      },
    ));

  it("with the same request", () => {
    const sizes: number[] = [];
    return withScript(
      (stream, _headers, count) => {
        let size = 0;
        stream.on("data", (chunk: Buffer) => {
          size += chunk.length;
        });
        stream.on("end", () => {
          sizes.push(size);
          if (count === 1) refuse(stream);
          else answer(stream, ["a"]);
        });
      },
      async (client) => {
        await client.say({ data: new Uint8Array(20_000) });
        assert.equal(sizes.length, 2);
        assert.equal(sizes[0], sizes[1]);
      },
    );
  });

  it("no more than once", () =>
    withScript(refuse, async (client, seen) => {
      const error = await failure(client.say({}));
      assert.equal(error.code, "UNAVAILABLE");
      assert.equal(error.call?.attempts, 2);
      assert.equal(seen.streams, 2);
    }));

  it("on a new connection after GOAWAY", () =>
    withScript(
      (stream, _headers, count) => {
        if (count === 2) stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 1);
        else answer(stream, ["a"]);
      },
      async (client, seen) => {
        for (let i = 0; i < 2; i++) {
          assert.equal((await client.say({}, { timeoutMs: 5000 })).text, "a");
        }
        assert.equal(seen.streams, 3);
      },
    ));

  /** Requests as a scripted server has got them, once it does not refuse. */
  const collectTexts = (stream: ServerHttp2Stream, then: (texts: string[]) => void): void => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const texts: string[] = [];
      for (let at = 0; at < bytes.length; ) {
        const length = bytes.readUInt32BE(at + 1);
        const { text } = Echo.decode(bytes.subarray(at + 5, at + 5 + length));
        texts.push(text);
        at += 5 + length;
      }
      then(texts);
    });
  };

  for (const compression of [undefined, "gzip"]) {
    it(`streams of requests: what was sent goes out again (${compression ?? "identity"})`, () =>
      withScript(
        (stream, _headers, count) => {
          if (count % 2 === 1) {
            // After the first requests have come.
            setTimeout(() => refuse(stream), 10);
          } else if (compression === undefined) {
            collectTexts(stream, (texts) => answer(stream, [texts.join(" ")]));
          } else {
            stream.resume();
            stream.on("end", () => answer(stream, ["inflated"]));
          }
        },
        async (client, seen) => {
          const message = { text: "a" };
          const collect = client.collect();
          await collect.send(message);
          // What has been sent is what goes out again, not what became of it.
          message.text = "b";
          await collect.send(message);
          await eventually(() => seen.streams === 2, "the repetition");
          await collect.send({ text: "c" });
          await collect.close();
          const expected = compression === undefined ? "a b c" : "inflated";
          assert.equal((await collect.response).text, expected);
          const closed = client.collect([{ text: "x" }, { text: "y" }]);
          assert.equal((await closed).text, compression === undefined ? "x y" : "inflated");
          const chat = client.chat();
          const answers = chat[Symbol.asyncIterator]();
          await eventually(() => seen.streams === 6, "a bidi call that has sent nothing");
          await chat.send({ text: "z" });
          await chat.close();
          const first = await answers.next();
          assert.equal(first.value?.text, compression === undefined ? "z" : "inflated");
          assert.equal((await answers.next()).done, true);
        },
        { compression },
      ));
  }

  it("no stream of requests of which not all was kept", () =>
    withScript(
      (stream) => {
        stream.resume();
        setTimeout(() => refuse(stream), 20);
      },
      async (client, seen) => {
        const collect = client.collect();
        await collect.send({ data: new Uint8Array(200_000) });
        void collect.send({ data: new Uint8Array(200_000) });
        assert.equal((await failure(collect.response)).code, "UNAVAILABLE");
        assert.equal(seen.streams, 1);
      },
    ));

  it("on a new connection after GOAWAY: a bidi call that has sent nothing", () =>
    withScript(
      (stream, _headers, count) => {
        if (count === 2) stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 1);
        else collectTexts(stream, (texts) => answer(stream, texts));
      },
      async (client, seen) => {
        for (let i = 0; i < 2; i++) {
          for await (const { text } of client.chat([])) assert.fail(`a response: ${text}`);
        }
        assert.equal(seen.streams, 3);
      },
    ));

  it("not after the deadline, a cancellation, or the server's headers", () =>
    withScript(
      (stream, headers) => {
        if (headers[":path"]?.endsWith("Repeat")) {
          stream.respond({ ":status": 200, "content-type": "application/grpc" });
          setTimeout(() => refuse(stream), 5);
        } else {
          refuse(stream);
        }
      },
      async (client, seen) => {
        const stream = client.repeat({});
        // node:http2 sends an END_STREAM in front of the reset.
        assert.equal((await failure(stream[Symbol.asyncIterator]().next())).code, "INTERNAL");
        assert.equal(seen.streams, 1);
        const cancelled = client.repeat({});
        cancelled.cancel();
        await assert.rejects(cancelled[Symbol.asyncIterator]().next(), /CANCELLED/);
        await sleep(20);
        assert.ok(seen.streams <= 2);
      },
    ));
});

/** The connection that the channel's next call would go out on. */
function transportOf(channel: ClientChannel): Promise<{ readonly connection: Connection }> {
  return new Promise((resolve, reject) => {
    channel.pick({
      path: "",
      waitForReady: false,
      onPicked: (transport) => resolve(transport as unknown as { connection: Connection }),
      onPickFailed: reject,
      onQueued: () => {},
      nextWaiter: undefined,
      previousWaiter: undefined,
      waiting: false,
    });
  });
}

it(
  "a connection whose stream ids are used up is replaced, and no call notices",
  networkOnly("streamNumbers"),
  () =>
    withPair(echo, async ({ client, channel, server }) => {
      await client.say({});
      const { connection } = await transportOf(channel);
      connection["table"].nextLocalId = 0x7fff_ffff - 10;
      const answers = Array.from({ length: 20 }, (_, i) => client.say({ count: i, delayMs: 5 }));
      for (const [i, { count }] of (await Promise.all(answers)).entries()) assert.equal(count, i);
      await eventually(() => server.openConnections === 1, "the first connection has drained");
      assert.equal((await client.say({ count: 1 })).count, 1);
    }),
);

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
      for (const timeoutMs of [0, -1]) {
        assert.equal((await failure(client.say({}, { timeoutMs }))).code, "DEADLINE_EXCEEDED");
      }
      const deadline = new Date(Date.now() - 1000);
      const stream = client.repeat({}, { deadline });
      const error = await failure(stream[Symbol.asyncIterator]().next());
      assert.equal(error.code, "DEADLINE_EXCEEDED");
      await sleep(20);
      assert.equal(seen.streams, streams);
      assert.equal(deadlines.size, 0);
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
        const parent = countedSignal(new AbortController());
        const context = { signal: parent.signal, deadlineMs: Infinity } as never;
        const options = { signal: AbortSignal.abort(), context, timeoutMs: 60_000 };
        const stream = client.repeat({ count: 1 }, options);
        assert.equal((await failure(stream[Symbol.asyncIterator]().next())).code, "CANCELLED");
        await sleep(1);
        assert.equal(parent.count(), 0);
        assert.equal(deadlines.size, 0);
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
        const stream = client.repeat({ count: 1 }, { timeoutMs: 60_000 });
        stream.cancel();
        await failure(stream[Symbol.asyncIterator]().next());
        await sleep(1);
        assert.equal(asked, 0);
        assert.equal(deadlines.size, 0);
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

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import {
  type Compressor,
  createChannel,
  createClient,
  createServer,
  defaultCompressors,
  gzip,
  type Interceptor,
  Metadata,
  type ServerOptions,
  StatusError,
} from "tramline";
import { echo, eventually, sleep, withPair } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

const long = { text: "compressible ".repeat(500) };
const short = { text: "compressible ".repeat(50) };

/** gzip that counts. */
function countingGzip() {
  const counts = { compressed: 0, inflated: 0 };
  const compressor: Compressor = {
    name: "gzip",
    compress(bytes) {
      counts.compressed++;
      return gzip.compress(bytes);
    },
    decompress(bytes, maxBytes) {
      counts.inflated++;
      return gzip.decompress(bytes, maxBytes);
    },
  };
  return { counts, compressors: [compressor] };
}

/** A "gzip" that makes something else of messages. */
function brokenGzip(pack: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>) {
  return { compressors: [{ ...countingGzip().compressors[0], name: "gzip", compress: pack }] } as {
    compressors: Compressor[];
  };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "OK";
  } catch (error) {
    assert.ok(error instanceof StatusError);
    return error.code;
  }
}

describe("compression", () => {
  it("leaves messages under the threshold as they are", async () => {
    const requests = countingGzip();
    const responses = countingGzip();
    await withPair(
      echo,
      async ({ client }) => {
        assert.equal((await client.say(short)).text, short.text);
        assert.equal(requests.counts.compressed + responses.counts.compressed, 0);
        assert.equal((await client.say(long)).text, long.text);
        assert.equal(requests.counts.compressed, 1);
        assert.equal(responses.counts.compressed, 1);
        const call = client.chat();
        const replies = call[Symbol.asyncIterator]();
        for (const message of [long, short, long]) {
          await call.send(message);
          assert.equal((await replies.next()).value?.text, message.text);
        }
        await call.send(long, { compress: false });
        assert.equal((await replies.next()).value?.text, long.text);
        await call.close();
        assert.equal(requests.counts.compressed, 3);
      },
      {
        channel: { compressors: requests.compressors, compression: "gzip" },
        server: { compressors: responses.compressors, compression: "gzip" },
      },
    );
  });

  it("has a threshold that channel and server choose", async () => {
    const requests = countingGzip();
    const responses = countingGzip();
    await withPair(
      echo,
      async ({ client }) => {
        await client.say({ text: "a" });
        await client.say(long);
        assert.equal(requests.counts.compressed, 2);
        assert.equal(responses.counts.compressed, 0);
      },
      {
        channel: {
          compressors: requests.compressors,
          compression: "gzip",
          compressionThresholdBytes: 0,
        },
        server: {
          compressors: responses.compressors,
          compression: "gzip",
          compressionThresholdBytes: 10_000,
        },
      },
    );
    for (const value of [-1, Number.NaN]) {
      const options = { compressionThresholdBytes: value };
      const isRefusal = { name: "ConfigurationError", message: /compressionThresholdBytes/ };
      assert.throws(() => createServer(options), isRefusal);
      assert.throws(() => createChannel("localhost:1", options), isRefusal);
    }
  });

  it("is chosen per call by a client, per service, method and call by a server", async () => {
    const { counts, compressors } = countingGzip();
    const server = createServer({ compressors, compression: "gzip" });
    server.add(
      EchoService,
      {
        ...echo,
        collect: async (requests, context) => {
          context.compression = "gzip";
          return await echo.collect(requests);
        },
      },
      { compression: "identity", methods: { say: { compression: "gzip" } } },
    );
    const { address } = await server.listen("127.0.0.1:0");
    const requests = countingGzip();
    const channel = createChannel(address, { compressors: requests.compressors });
    const client = createClient(EchoService, channel);
    try {
      await client.say(long);
      assert.equal(counts.compressed, 1, "the method's");
      for await (const _one of client.repeat({ ...long, count: 1 }));
      assert.equal(counts.compressed, 1, "the service's");
      await client.collect([long]);
      assert.equal(counts.compressed, 2, "the call's");
      assert.equal(requests.counts.compressed, 0);
      await client.say(long, { compression: "gzip" });
      assert.equal(requests.counts.compressed, 1);
    } finally {
      await channel.close();
      await server.close({ graceMs: 0 });
    }
    const other = createServer({ compressors });
    assert.throws(() => other.add(EchoService, echo, { compression: "br" }), {
      code: "COMPRESSION_UNKNOWN",
    });
    const misspelt = { methods: { sai: {} } } as object;
    assert.throws(() => other.add(EchoService, echo, misspelt), { code: "METHOD_UNKNOWN" });
    other.add(EchoService, echo);
  });

  for (const { name } of defaultCompressors) {
    it(`works with ${name} by default, in every kind`, () =>
      withPair(
        echo,
        async ({ client }) => {
          const large = { text: "x".repeat(300_000) };
          for (const message of [short, long, large]) {
            assert.equal((await client.say(message)).text, message.text);
            for await (const one of client.repeat({ ...message, count: 3 })) {
              assert.equal(one.text, message.text);
            }
            const joined = await client.collect([message, message]);
            assert.equal(joined.text.length, message.text.length * 2);
          }
        },
        {
          channel: { compression: name, compressionThresholdBytes: 0 },
          server: { compression: name, compressionThresholdBytes: 0 },
        },
      ));
  }

  it("inflates nothing that nobody reads", async () => {
    const { counts, compressors } = countingGzip();
    // Of an ordinary ratio: a message beyond it is inflated in two attempts when its address owes time.
    const text = randomBytes(20_000).toString("hex");
    let read = () => {};
    const service = {
      async *chat(requests: AsyncIterable<unknown>) {
        await new Promise<void>((resolve) => {
          read = resolve;
        });
        let count = 0;
        for await (const _request of requests) count++;
        yield { count };
      },
    };
    await withPair(
      service,
      async ({ client, server }) => {
        const call = client.chat();
        const sent = (async () => {
          for (let i = 0; i < 100; i++) await call.send({ text });
          await call.close();
        })();
        await eventually(() => server.openCalls === 1, "the call is there");
        await sleep(50);
        assert.equal(counts.inflated, 0);
        read();
        for await (const { count } of call) assert.equal(count, 100);
        await sent;
        assert.equal(counts.inflated, 100);
      },
      { channel: { compression: "gzip" }, server: { compressors } },
    );
  });

  it("ends a call with INTERNAL for malformed messages, and nothing else", async () => {
    const garbage: ((bytes: Uint8Array) => Uint8Array)[] = [
      () => new Uint8Array(0),
      () => new TextEncoder().encode("no gzip at all, but long enough for a header"),
      (bytes) => (gzip.compress(bytes) as Uint8Array).subarray(0, 30),
      (bytes) => Buffer.concat([gzip.compress(bytes) as Uint8Array, Buffer.from("more")]),
      // Inflates well, to what is no message.
      () => gzip.compress(new Uint8Array(2000).fill(0xff)) as Uint8Array,
    ];
    for (const pack of garbage) {
      await withPair(
        echo,
        async ({ client, channel }) => {
          const compression = "gzip";
          assert.equal(await codeOf(client.say(long, { compression })), "INTERNAL");
          assert.equal(await codeOf(client.collect([long, long], { compression })), "INTERNAL");
          assert.equal((await client.say(long)).text, long.text);
          assert.equal(channel.connections, 1);
        },
        { channel: brokenGzip(pack) },
      );
      await withPair(
        echo,
        async ({ client }) => {
          assert.equal(await codeOf(client.say(long)), "INTERNAL");
          const read = async () => {
            for await (const _one of client.repeat({ ...long, count: 5 }));
          };
          assert.equal(await codeOf(read()), "INTERNAL");
          assert.equal((await client.say(short)).text, short.text);
        },
        { server: { ...brokenGzip(pack), compression: "gzip" } },
      );
    }
  });

  it("does not end with OK where a response cannot be compressed", async () => {
    const fails: Compressor["compress"][] = [
      () => sleep(5).then(() => Promise.reject(new Error("no memory"))),
      () => {
        throw new Error("no memory");
      },
    ];
    for (const compress of fails) {
      const thrown: unknown[] = [];
      const server: ServerOptions = {
        ...brokenGzip(compress),
        compression: "gzip",
        onError: (error) => thrown.push(error),
      };
      await withPair(
        echo,
        async ({ client }) => {
          assert.equal(await codeOf(client.say(long)), "INTERNAL");
          assert.equal(await codeOf(client.collect([long])), "INTERNAL");
          const read = async () => {
            for await (const _one of client.repeat({ ...long, count: 1 }));
          };
          assert.equal(await codeOf(read()), "INTERNAL");
        },
        { server },
      );
      assert.equal(thrown.length, 3, "each failure reaches onError");
    }
  });
});

describe("trailers", () => {
  it("of an interceptor's own reach the client at the end of a stream", async () => {
    const count: Interceptor = async (call, next) => {
      const result = await next(call);
      const trailers = new Metadata({ early: "1" });
      const responses = result.response as AsyncIterable<object>;
      async function* counted() {
        let messages = 0;
        for await (const one of responses) {
          messages++;
          yield one;
        }
        trailers.set("messages", String(messages));
      }
      return { ...result, trailers, response: counted() };
    };
    await withPair(
      echo,
      async ({ client }) => {
        const call = client.repeat({ count: 3 });
        for await (const _one of call);
        const trailers = await call.trailers;
        assert.equal(trailers.get("early"), "1");
        assert.equal(trailers.get("messages"), "3");
      },
      { server: { interceptors: [count] } },
    );
  });
});

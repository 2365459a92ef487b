import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bytesCodec,
  type Client,
  type Codec,
  createBytesClient,
  createChannel,
  createClient,
  createServer,
  detail,
  StatusError,
  type UnknownMethodHandler,
} from "tramline";
import { ErrorInfo } from "tramline/google/rpc";
import { jsonCodec } from "tramline/json";
import { connectTo, type EchoImplementation, echo, withPair } from "./fixture.ts";
import { Echo, EchoService } from "./gen/e2e/echo.ts";

type EchoClient = Client<typeof EchoService>;

/** Each kind of method, with what must come back. */
async function callEveryKind(client: EchoClient): Promise<void> {
  const data = Uint8Array.of(0, 255, 128);
  assert.deepEqual(await client.say({ text: "é", data }), Echo.create({ text: "é", data }));
  const counts: number[] = [];
  for await (const { count } of client.repeat({ count: 3 })) counts.push(count);
  assert.deepEqual(counts, [0, 1, 2]);
  assert.equal((await client.collect([{ text: "a" }, { text: "b" }])).text, "ab");
  const chat = client.chat();
  const replies = chat[Symbol.asyncIterator]();
  for (const text of ["one", "", "three"]) {
    await chat.send({ text });
    assert.equal((await replies.next()).value?.text, text);
  }
  await chat.close();
  assert.equal((await replies.next()).done, true);
}

/** Encodes an Echo as its fields in one line of text, to be told from protobuf and JSON. */
const lineCodec: Codec = {
  name: "line",
  encode(message) {
    const { text = "", data, count = 0 } = message as Partial<Echo>;
    return Buffer.from(`${Buffer.from(data ?? []).toString("hex")} ${count} ${text}`);
  },
  decode(bytes) {
    const [data = "", count = "", ...text] = Buffer.from(bytes).toString().split(" ");
    return Echo.create({
      text: text.join(" "),
      data: Uint8Array.from(Buffer.from(data, "hex")),
      count: Number(count),
    });
  },
};

describe("a codec", () => {
  for (const codec of [jsonCodec(), lineCodec]) {
    it(`${codec.name} carries calls of every kind, beside protobuf`, async () => {
      await withPair(
        echo,
        async ({ channel, client }) => {
          await callEveryKind(createClient(EchoService, channel, { codec }));
          await callEveryKind(client);
        },
        { server: { codecs: [codec] } },
      );
    });

    it(`${codec.name} goes with compression, and with interceptors on both sides`, async () => {
      const seen: string[] = [];
      const options = {
        compression: "gzip",
        compressionThresholdBytes: 0,
        interceptors: [
          (call, next) => {
            if (call.context !== undefined) seen.push(call.context.codec);
            return next(call);
          },
        ],
      } satisfies Parameters<typeof createServer>[0];
      await withPair(echo, ({ client }) => callEveryKind(client), {
        server: { ...options, codecs: [codec] },
        channel: { ...options, codec },
      });
      assert.deepEqual(seen, [codec.name, codec.name, codec.name, codec.name]);
    });
  }

  it("that the server lacks ends the call: UNIMPLEMENTED, with the names it has", async () => {
    await withPair(
      echo,
      async ({ client }) => {
        await assert.rejects(client.say({}), (error: StatusError) => {
          assert.equal(error.code, "UNIMPLEMENTED");
          assert.match(error.message, /grpc\+line.*send application\/grpc\+proto/);
          return true;
        });
      },
      { channel: { codec: lineCodec } },
    );
  });

  it("that throws ends the call: INTERNAL, or the codec's own status", async () => {
    const broken: Codec = {
      ...lineCodec,
      decode() {
        throw new StatusError("INVALID_ARGUMENT", "not a line");
      },
    };
    await withPair(
      echo,
      async ({ channel }) => {
        const encoding = { ...lineCodec, encode: () => "text" as never };
        const one = createClient(EchoService, channel, { codec: encoding });
        await assert.rejects(one.say({}), { code: "INTERNAL" });
        const other = createClient(EchoService, channel, { codec: lineCodec });
        await assert.rejects(other.say({}), { code: "INVALID_ARGUMENT", rawMessage: "not a line" });
        const reader = createClient(EchoService, channel, {
          codec: { ...lineCodec, name: "json" },
        });
        await assert.rejects(reader.say({ text: "{" }), { code: "INTERNAL" });
      },
      { server: { codecs: [broken, jsonCodec()] } },
    );
  });

  it("of bytes hands messages over as they came, in place of protobuf", async () => {
    const bytes = Echo.encode({ text: "as it came" });
    const codec = bytesCodec();
    const server = createServer({ codecs: [codec] });
    const seen: unknown[] = [];
    server.add(EchoService, {
      say(request) {
        seen.push(request);
        return request;
      },
    });
    const { address } = await server.listen("127.0.0.1:0");
    const channel = connectTo(server, address);
    try {
      const { text } = await createClient(EchoService, channel).say({ text: "as it came" });
      assert.equal(text, "as it came");
      assert.deepEqual(seen, [bytes]);
    } finally {
      await channel.close();
      await server.close({ graceMs: 0 });
    }
  });

  it("must be one: an option that is not is refused", async () => {
    const wrong = { name: "x" } as Codec;
    assert.throws(() => createChannel("127.0.0.1:1", { codec: wrong }), {
      code: "CHANNEL_OPTION_INVALID",
    });
    const channel = createChannel("127.0.0.1:1");
    assert.throws(() => createClient(EchoService, channel, { codec: wrong }), {
      code: "CLIENT_OPTION_INVALID",
    });
    assert.throws(() => createBytesClient(5 as never), { code: "CHANNEL_INVALID" });
    await channel.close();
  });
});

/** Runs `body` with a client of a proxy that stands before the service and knows nothing of it. */
async function withProxy(
  implementation: EchoImplementation,
  body: (client: EchoClient, jsonClient: EchoClient) => Promise<void>,
): Promise<void> {
  await withPair(
    implementation,
    async ({ channel: backend }) => {
      const proxy = createServer();
      proxy.addUnknown(passOn(createBytesClient(backend)));
      const { address } = await proxy.listen("127.0.0.1:0");
      const channel = connectTo(proxy, address);
      try {
        const json = createClient(EchoService, channel, { codec: jsonCodec() });
        await body(createClient(EchoService, channel), json);
      } finally {
        await channel.close();
        await proxy.close({ graceMs: 0 });
      }
    },
    { server: { codecs: [jsonCodec()] } },
  );
}

const passOn =
  (backend: ReturnType<typeof createBytesClient>): UnknownMethodHandler =>
  (requests, context) =>
    backend(context.method.path, context.codec)(requests, {
      context,
      metadata: context.metadata,
      onHeaders(headers) {
        context.responseHeaders.merge(headers);
        context.sendHeaders();
      },
      onTrailers: (trailers) => void context.responseTrailers.merge(trailers),
    });

describe("a proxy of unknown methods", () => {
  it("passes calls of every kind on, whatever their encoding", () =>
    withProxy(echo, async (client, jsonClient) => {
      await callEveryKind(client);
      await callEveryKind(jsonClient);
    }));

  it("passes metadata both ways, and statuses with their details", () =>
    withProxy(
      {
        say: async (_request, context) => {
          context.responseHeaders.set("x-header", `of ${context.metadata.get("x-request")}`);
          context.responseTrailers.set("x-trailer-bin", Uint8Array.of(1, 2));
          throw new StatusError("NOT_FOUND", "nothing — here", {
            details: [detail(ErrorInfo, { reason: "GONE" })],
          });
        },
      },
      async (client) => {
        let header: string | undefined;
        const call = client.say(
          {},
          {
            metadata: { "x-request": "r" },
            onHeaders: (headers) => {
              header = headers.get("x-header");
            },
          },
        );
        await assert.rejects(call, (error: StatusError) => {
          assert.equal(error.code, "NOT_FOUND");
          assert.equal(error.rawMessage, "nothing — here");
          assert.equal(error.detailsOf(ErrorInfo)[0]?.reason, "GONE");
          assert.deepEqual(error.metadata.get("x-trailer-bin"), Uint8Array.of(1, 2));
          return true;
        });
        assert.equal(header, "of r");
      },
    ));

  it("passes deadlines and cancellation on", async () => {
    let ended: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await withProxy(
      {
        async *repeat(request, context) {
          yield request;
          await new Promise<void>((resolve) => {
            context.signal.addEventListener("abort", () => resolve());
          });
          ended?.();
        },
      },
      async (client) => {
        for await (const _ of client.repeat({})) break;
        await gone;
        const late = async () => {
          for await (const _ of client.repeat({}, { timeoutMs: 50 }));
        };
        await assert.rejects(late, { code: "DEADLINE_EXCEEDED" });
      },
    );
  });
});

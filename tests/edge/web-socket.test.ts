import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  connect,
  createClient,
  createWebChannel,
  grpcWeb,
  StatusError,
  type WebChannelOptions,
  type WebSocketConstructor,
  webSocketFetch,
  webSocketStreams,
} from "@tramline/web";
import { jsonCodec } from "@tramline/web/json";
import { defaultCompressors } from "tramline";
import { WebSocket as UndiciWebSocket } from "undici";
import { serving } from "./edge.test.support.ts";
import { EdgeService } from "./gen/edge/edge.ts";

// Our client over the WebSocket of undici, which is that of Node, on our server.

const WebSocket: WebSocketConstructor = UndiciWebSocket;

const kinds: readonly { name: string; options: WebChannelOptions }[] = [
  { name: "Connect", options: { protocol: connect() } },
  { name: "Connect in JSON", options: { protocol: connect(), codec: jsonCodec() } },
  { name: "gRPC-Web", options: { protocol: grpcWeb() } },
  { name: "gRPC-Web in text", options: { protocol: grpcWeb({ text: true }) } },
];

function clientOf(port: number, options: WebChannelOptions) {
  const channel = createWebChannel(`http://127.0.0.1:${port}/`, {
    requestStreams: webSocketStreams({ WebSocket }),
    ...options,
  });
  return createClient(EdgeService, channel);
}

describe("a client over a WebSocket", () => {
  for (const { name, options } of kinds) {
    it(`${name}: streams of requests, both ways at once`, async () => {
      await serving({}, async (port) => {
        const client = clientOf(port, options);
        const texts = ["a".repeat(100_000), "b".repeat(100_000), "c"];
        const { text } = await client.collect(texts.map((one) => ({ text: one })));
        assert.equal(text, texts.join(""));
        const call = client.chat();
        const responses = call[Symbol.asyncIterator]();
        for (const one of ["x", "y".repeat(200_000), "z"]) {
          await call.send({ text: one });
          assert.equal((await responses.next()).value?.text, one);
        }
        await call.close();
        assert.equal((await responses.next()).done, true);
      });
    });

    it(`${name}: calls of the other kinds, with compression`, async () => {
      await serving({}, async (port) => {
        const client = clientOf(port, {
          ...options,
          fetch: webSocketFetch({ WebSocket }),
          compressors: defaultCompressors,
          compression: "gzip",
        });
        assert.equal((await client.read({ text: "a".repeat(9000) })).text.length, 9000);
        const counts: number[] = [];
        const call = client.repeat({ text: "r".repeat(70_000), count: 5 });
        for await (const { count } of call) counts.push(count);
        assert.deepEqual(counts, [0, 1, 2, 3, 4]);
        await assert.rejects(client.write({ text: "fail" }), (error) => {
          assert.ok(error instanceof StatusError);
          assert.equal(error.code, "FAILED_PRECONDITION");
          assert.equal(error.rawMessage, "not now: ü%");
          return true;
        });
      });
    });
  }
});

describe("a request on a WebSocket", () => {
  /** A WebSocket whose server does what the test says. */
  class FakeSocket {
    static readonly made: FakeSocket[] = [];
    binaryType = "";
    closedWith: number | undefined;
    private readonly listeners = new Map<string, (event: unknown) => void>();

    constructor() {
      FakeSocket.made.push(this);
    }

    send(): void {}

    close(code?: number): void {
      this.closedWith = code;
    }

    addEventListener(type: string, listener: (event: unknown) => void): void {
      this.listeners.set(type, listener);
    }

    say(message: object): void {
      this.listeners.get("message")?.({ data: JSON.stringify(message) });
    }
  }
  const fetch = webSocketFetch({ WebSocket: FakeSocket });

  it("is not sent when its signal has been aborted before", async () => {
    const made = FakeSocket.made.length;
    const request = fetch("http://127.0.0.1:1/", { method: "POST", signal: AbortSignal.abort() });
    await assert.rejects(request, /the request was aborted/);
    assert.equal(FakeSocket.made.length, made);
  });

  it("fails when the server ends the response before its status", async () => {
    const request = fetch("http://127.0.0.1:1/", { method: "POST" });
    const failed = assert.rejects(request, /ended the response before its status/);
    await Promise.resolve();
    FakeSocket.made.at(-1)?.say({ end: true });
    await failed;
    assert.equal(FakeSocket.made.at(-1)?.closedWith, 1000);
  });
});

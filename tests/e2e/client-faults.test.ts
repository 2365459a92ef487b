import assert from "node:assert/strict";
import { constants, type ServerHttp2Stream } from "node:http2";
import { describe, it } from "node:test";
import type { Connection } from "@tramline/http2";
import type { ClientChannel } from "tramline";
import { answer, refuse, withScript } from "./client-faults.test.support.ts";
import { echo, eventually, failure, networkOnly, sleep, withPair } from "./fixture.ts";
import { Echo } from "./gen/e2e/echo.ts";

/** The inner side of a channel, as far as these tests use it. */
interface PickingChannel {
  pick(waiter: {
    readonly path: string;
    readonly waitForReady: boolean;
    onPicked(transport: { readonly connection: Connection }): void;
    onPickFailed(error: Error): void;
    onQueued(): void;
    nextWaiter: undefined;
    previousWaiter: undefined;
    waiting: boolean;
  }): void;
}

/** The connection that the channel's next call would go out on. */
function transportOf(channel: ClientChannel): Promise<{ readonly connection: Connection }> {
  return new Promise((resolve, reject) => {
    (channel as unknown as PickingChannel).pick({
      path: "",
      waitForReady: false,
      onPicked: resolve,
      onPickFailed: reject,
      onQueued: () => {},
      nextWaiter: undefined,
      previousWaiter: undefined,
      waiting: false,
    });
  });
}

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
          assert.equal((await client.say({}, { timeoutMs: 20_000 })).text, "a");
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
        let received = 0;
        stream.on("data", (chunk: Buffer) => {
          received += chunk.length;
          if (received > 300_000) refuse(stream);
        });
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

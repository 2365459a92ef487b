/**
 * The client of the smoke suite: calls the echo service in all the ways there are, on the runtime that
 * runs it. Prints a line `{ case, message? }` for each case, with a message for one that failed.
 *
 *   client.ts ADDRESS [tls]
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import process from "node:process";
import {
  connect,
  createWebChannel,
  createClient as createWebClient,
  type WebSocketConstructor,
  webSocketStreams,
} from "@tramline/web";
import { createChannel, createClient, type Metadata, StatusError } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";

const [address = "", transport] = process.argv.slice(2);
const ca = readFileSync(new URL("../../e2e/testdata/ca.pem", import.meta.url));
const channel = createChannel(address, {
  ...(transport === "tls" && { tls: { ca, serverName: "server.example" } }),
});
const client = createClient(EchoService, channel);
/** Far beyond what a case takes, so that one that hangs fails by its name. */
const timeoutMs = 20_000;

const failsWith = (code: StatusError["code"]) => (error: unknown) => {
  assert.ok(error instanceof StatusError, String(error));
  assert.equal(error.code, code, error.message);
  return true;
};

const cases: Readonly<Record<string, () => Promise<void>>> = {
  async unary() {
    const data = new Uint8Array([0, 1, 254, 255]);
    const response = await client.say({ text: "Grüße ☕", data, count: -1 }, { timeoutMs });
    assert.equal(response.text, "Grüße ☕");
    assert.deepEqual([...response.data], [...data]);
    assert.equal(response.count, -1);
  },

  async "a thousand unary calls at a time"() {
    const calls = Array.from({ length: 1000 }, (_, count) => client.say({ count }, { timeoutMs }));
    for (const [index, { count }] of (await Promise.all(calls)).entries())
      assert.equal(count, index);
  },

  async "a message of 3 MiB both ways"() {
    const data = new Uint8Array(3 * 1024 * 1024).map((_, index) => index % 251);
    const response = await client.say({ data }, { timeoutMs });
    assert.ok(Buffer.from(response.data).equals(data));
  },

  async "server streaming"() {
    const counts: number[] = [];
    for await (const { count } of client.repeat({ text: "x", count: 2000 }, { timeoutMs })) {
      counts.push(count);
    }
    assert.deepEqual(
      counts,
      Array.from({ length: 2000 }, (_, index) => index),
    );
  },

  async "client streaming"() {
    const call = client.collect({ timeoutMs });
    for (let i = 0; i < 500; i++) await call.send({ text: `${i},` });
    await call.close();
    assert.equal((await call.response).text.split(",").length, 501);
  },

  async "bidirectional streaming, in turns"() {
    const call = client.chat({ timeoutMs });
    const responses = call[Symbol.asyncIterator]();
    for (let count = 0; count < 200; count++) {
      await call.send({ count });
      const { value } = await responses.next();
      assert.equal(value?.count, count);
    }
    await call.close();
    assert.equal((await responses.next()).done, true);
  },

  async "metadata, as text and as bytes"() {
    let headers: Metadata | undefined;
    let trailers: Metadata | undefined;
    const bytes = new Uint8Array([0, 200, 255]);
    await client.say(
      {},
      {
        timeoutMs,
        metadata: { sent: "a value", "sent-bin": bytes },
        onHeaders: (received) => {
          headers = received;
        },
        onTrailers: (received) => {
          trailers = received;
        },
      },
    );
    assert.equal(headers?.get("seen"), "a value");
    assert.deepEqual([...(trailers?.get("seen-bin") ?? [])], [...bytes]);
  },

  async "a status with a message"() {
    await assert.rejects(client.say({ text: "fail" }, { timeoutMs }), (error) => {
      failsWith("ALREADY_EXISTS")(error);
      assert.ok(error instanceof StatusError);
      assert.equal(error.rawMessage, "as asked: Größe");
      return true;
    });
  },

  async "a deadline"() {
    const call = client.say({ delayMs: 10_000 }, { timeoutMs: 100 });
    await assert.rejects(call, failsWith("DEADLINE_EXCEEDED"));
  },

  async "cancellation, which the server notices"() {
    const before = (await client.say({ text: "cancelled?" }, { timeoutMs })).count;
    const controller = new AbortController();
    const call = client.repeat(
      { count: 1_000_000, delayMs: 5 },
      { timeoutMs, signal: controller.signal },
    );
    await assert.rejects(async () => {
      for await (const _ of call) controller.abort();
    }, failsWith("CANCELLED"));
    for (let tries = 0; ; tries++) {
      const { count } = await client.say({ text: "cancelled?" }, { timeoutMs });
      if (count > before) break;
      assert.ok(tries < 100, "the server did not notice the cancellation");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },

  async "gzip, both ways"() {
    for (const text of ["short", "tramline ".repeat(100_000)]) {
      const response = await client.say({ text }, { timeoutMs, compression: "gzip" });
      assert.equal(response.text, text);
    }
  },
};

/** The platform's WebSocket; that of undici on Node 20, which has none. */
async function findWebSocket(): Promise<WebSocketConstructor> {
  const { WebSocket } = globalThis as { WebSocket?: WebSocketConstructor };
  return WebSocket ?? (await import("undici")).WebSocket;
}

/** Cases in cleartext alone: a WebSocket of the platform does not take our certificates. */
const cleartextCases: typeof cases = {
  async "streams over a WebSocket"() {
    const options = { WebSocket: await findWebSocket() };
    const web = createWebChannel(`http://${address}`, {
      protocol: connect(),
      requestStreams: webSocketStreams(options),
    });
    const overSocket = createWebClient(EchoService, web);
    const sending = overSocket.collect({ timeoutMs });
    for (let i = 0; i < 500; i++) await sending.send({ text: "t".repeat(1000) });
    await sending.close();
    assert.equal((await sending.response).text.length, 500_000);
    const call = overSocket.chat({ timeoutMs });
    const responses = call[Symbol.asyncIterator]();
    for (const size of [0, 10, 200_000]) {
      await call.send({ text: "t".repeat(size) });
      assert.equal((await responses.next()).value?.text.length, size);
    }
    await call.close();
    assert.equal((await responses.next()).done, true);
  },
};

const all = transport === "tls" ? cases : { ...cases, ...cleartextCases };
for (const [name, run] of Object.entries(all)) {
  let message: string | undefined;
  try {
    await run();
  } catch (error) {
    message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  console.log(JSON.stringify({ case: name, message }));
}
await channel.close();

/** Streams of requests over WebSockets, and over fetch where Chromium has them. */
import {
  connect,
  createClient,
  createWebChannel,
  fetchStreams,
  grpcWeb,
  StatusError,
  webSocketStreams,
} from "@tramline/web";
import { EdgeService } from "../../edge/gen/edge/edge.ts";
import { eventually, holds, rejection, same } from "./check.ts";

/** A case is given the server's address, the protocol, and a key of its own. */
type Case = (url: string, protocol: string, key: string) => Promise<void>;

function clientOf(url: string, protocol: string) {
  const channel = createWebChannel(url, {
    protocol: protocol.includes("grpc-web") ? grpcWeb() : connect(),
    requestStreams: protocol.startsWith("fetch") ? fetchStreams() : webSocketStreams(),
  });
  return createClient(EdgeService, channel);
}

const timeoutMs = 50_000;

/** Cases of client streaming, by their names. */
export const collectCases: Readonly<Record<string, Case>> = {
  async "a stream of requests"(url, protocol) {
    const call = clientOf(url, protocol).collect({ timeoutMs });
    const texts = Array.from({ length: 50 }, (_, i) => `${i},`.padEnd(3000, "x"));
    for (const text of texts) await call.send({ text });
    await call.close();
    const { text, count } = await call.response;
    same([count, text.length], [texts.length, 150_000], "the response");
  },
};

/** Cases of full duplex, by their names. */
export const socketCases: Readonly<Record<string, Case>> = {
  ...collectCases,

  async "both ways, in turns"(url, protocol) {
    const call = clientOf(url, protocol).chat({ timeoutMs, metadata: { mine: "1" } });
    const responses = call[Symbol.asyncIterator]();
    for (let count = 0; count < 100; count++) {
      await call.send({ text: "ü", count, big: -1n });
      const { value } = await responses.next();
      same([value?.text, value?.count, value?.big], ["ü", count, -1n], "the response");
    }
    await call.close();
    same((await responses.next()).done, true, "the end");
  },

  async "an error, behind messages"(url, protocol) {
    const call = clientOf(url, protocol).chat({ timeoutMs });
    const responses = call[Symbol.asyncIterator]();
    await call.send({ text: "one" });
    same((await responses.next()).value?.text, "one", "the response");
    await call.send({ text: "fail" });
    const error = await rejection(responses.next());
    holds(error instanceof StatusError, String(error));
    same((error as StatusError).code, "FAILED_PRECONDITION", "the code");
    same((error as StatusError).metadata.get("why"), "because", "the metadata");
  },

  async "abort, which the server notices"(url, protocol, key) {
    const client = clientOf(url, protocol);
    const controller = new AbortController();
    const call = client.chat({ timeoutMs, signal: controller.signal });
    const responses = call[Symbol.asyncIterator]();
    await call.send({ text: `chat:${key}` });
    await responses.next();
    controller.abort();
    same(((await rejection(responses.next())) as StatusError).code, "CANCELLED", "the code");
    await eventually(
      async () => (await client.read({ text: `cancelled:${key}` })).count,
      (count) => count === 1,
      "the end of the call on the server",
    );
  },

  async "a page that does not read holds the server back, and then itself"(url, protocol) {
    const call = clientOf(url, protocol).chat({ timeoutMs });
    const data = new Uint8Array(256 * 1024).fill(7);
    const total = 300;
    let sent = 0;
    const sending = (async () => {
      for (; sent < total; sent++) await call.send({ data, count: sent });
      await call.close();
    })();
    let before = -1;
    await eventually(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return sent;
      },
      (now) => {
        const isStill = now === before;
        before = now;
        return isStill && now > 0;
      },
      "the pause of the sender",
    );
    // An echo: what is not read stops the server's sending, its reading, and then this side's sending.
    holds(sent < total / 2, `the sender was held back, at ${sent} of ${total} messages`);
    let seen = 0;
    for await (const { count, data: echoed } of call) {
      same([count, echoed.length], [seen, data.length], "the response");
      seen += 1;
    }
    await sending;
    same(seen, total, "the responses in all");
  },
};

/** Cases that do not end by themselves: their page goes away. */
export const heldSocketCases: Readonly<Record<string, Case>> = {
  async "hold a socket"(url, protocol, key) {
    const call = clientOf(url, protocol).chat({ timeoutMs });
    await call.send({ text: `chat:${key}` });
    for await (const _ of call) continue;
  },
};

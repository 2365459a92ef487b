import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { type Client, type ClientChannelOptions, createChannel, createClient } from "tramline";
import { eventually } from "./fixture.ts";
import { Echo, EchoService } from "./gen/e2e/echo.ts";

/** Runs `body` with a client of a node:http2 server that answers when `release` is called. */
async function withLimit(
  maxConcurrentStreams: number,
  options: ClientChannelOptions,
  body: (
    client: Client<typeof EchoService>,
    seen: { readonly sessions: ReadonlySet<ServerHttp2Session>; readonly peer: string },
    release: (count: number) => void,
  ) => Promise<void>,
): Promise<void> {
  const server = createHttp2Server({ settings: { maxConcurrentStreams } });
  const sessions = new Set<ServerHttp2Session>();
  const held: (() => void)[] = [];
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.resume();
    held.push(() => {
      stream.respond(
        { ":status": 200, "content-type": "application/grpc" },
        { waitForTrailers: true },
      );
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      const encoded = Echo.encode({ text: "ok" });
      stream.end(Buffer.concat([Uint8Array.of(0, 0, 0, 0, encoded.length), encoded]));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const peer = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const channel = createChannel(peer, options);
  try {
    await body(createClient(EchoService, channel), { sessions, peer }, (count) => {
      for (const answer of held.splice(0, count)) answer();
    });
  } finally {
    await channel.close();
    for (const session of sessions) session.destroy();
    server.close();
  }
}

describe("at the limit of streams of a foreign server", () => {
  it("calls go over more connections, as many as allowed, and no call is refused", () =>
    withLimit(2, { maxConnectionsPerAddress: 3 }, async (client, { sessions }, release) => {
      const calls = Array.from({ length: 9 }, () => client.say({}, { timeoutMs: 20_000 }));
      await eventually(() => sessions.size === 3, "three connections");
      const done = Promise.all(calls);
      const releases = setInterval(() => release(1), 2);
      try {
        assert.deepEqual(new Set((await done).map(({ text }) => text)), new Set(["ok"]));
      } finally {
        clearInterval(releases);
      }
      assert.equal(sessions.size, 3);
    }));

  it("a deadline that passes names the limit and whose it is", () =>
    withLimit(2, { maxConnectionsPerAddress: 1 }, async (client, { sessions, peer }, release) => {
      const held = [client.say({}, { timeoutMs: 20_000 }), client.say({}, { timeoutMs: 20_000 })];
      await assert.rejects(client.say({}, { timeoutMs: 100 }), {
        code: "DEADLINE_EXCEEDED",
        rawMessage: `the time passed waiting for a free stream: 2 of 2 streams in use on 1 connection (SETTINGS_MAX_CONCURRENT_STREAMS of ${peer})`,
      });
      assert.equal(sessions.size, 1);
      release(2);
      await Promise.all(held);
    }));

  it("calls go on when one of the connections ends", () =>
    withLimit(1, { maxConnectionsPerAddress: 2 }, async (client, { sessions }, release) => {
      const calls = [client.say({}, { timeoutMs: 20_000 }), client.say({}, { timeoutMs: 20_000 })];
      await eventually(() => sessions.size === 2, "two connections");
      const releases = setInterval(() => release(1), 2);
      try {
        await Promise.all(calls);
        const [first] = sessions;
        first?.close();
        await eventually(() => sessions.size === 1, "the end of one");
        assert.equal((await client.say({}, { timeoutMs: 20_000 })).text, "ok");
      } finally {
        clearInterval(releases);
      }
      assert.equal(sessions.size, 1);
    }));
});

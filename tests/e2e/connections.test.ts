import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { type Client, type ClientChannelOptions, createChannel, createClient } from "tramline";
import { echo, eventually, sleep, withPair } from "./fixture.ts";
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

/** A relay to a server whose connections can be made to carry nothing more, without a word. */
class Relay {
  readonly sockets = new Set<Socket>();
  accepted = 0;
  private readonly server;

  constructor(target: number) {
    this.server = createTcpServer((near) => {
      this.accepted += 1;
      const far = connect(target, "127.0.0.1");
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(from);
        from.on("error", () => {});
        from.on("data", (chunk: Buffer) => {
          if (this.sockets.has(from)) to.write(chunk);
        });
        from.on("close", () => to.destroy());
      }
    });
  }

  async listen(): Promise<number> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return (this.server.address() as AddressInfo).port;
  }

  /** Forgets the connections there are, as a firewall does. */
  forget(): void {
    this.sockets.clear();
  }

  close(): void {
    this.server.close();
  }
}

describe("a connection that was idle for long", () => {
  it("is checked, goes on when it works, and is replaced when it was forgotten on the way", () =>
    withPair(echo, async ({ address }) => {
      const relay = new Relay(Number(address.split(":")[1]));
      const channel = createChannel(`127.0.0.1:${await relay.listen()}`, { idleCheckAfterMs: 50 });
      const client = createClient(EchoService, channel);
      try {
        await client.say({});
        await sleep(120);
        await client.say({}, { timeoutMs: 20_000 });
        assert.equal(relay.accepted, 1);
        relay.forget();
        await sleep(120);
        await assert.rejects(client.say({}, { timeoutMs: 200 }), {
          code: "DEADLINE_EXCEEDED",
          rawMessage: /waiting for the response to a PING: the connection to .* was idle for long$/,
        });
        // The check takes 5 s at most; the call is not lost with the old connection.
        assert.equal((await client.say({ text: "b" }, { timeoutMs: 30_000 })).text, "b");
        assert.equal(relay.accepted, 2);
      } finally {
        await channel.close();
        relay.close();
      }
    }));
});

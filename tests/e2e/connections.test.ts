import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import {
  type Client,
  type ClientChannelOptions,
  createChannel,
  createClient,
  type Interceptor,
} from "tramline";
import { echo, eventually, sleep, withPair } from "./fixture.ts";
import { Echo, EchoService } from "./gen/e2e/echo.ts";

/** Runs `body` with a client of a node:http2 server that answers when `release` is called. */
async function withLimit(
  maxConcurrentStreams: number,
  options: ClientChannelOptions,
  body: (
    client: Client<typeof EchoService>,
    seen: {
      readonly sessions: ReadonlySet<ServerHttp2Session>;
      readonly peer: string;
      /** Calls that have come and have no response. */
      readonly held: readonly unknown[];
    },
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
    await body(createClient(EchoService, channel), { sessions, peer, held }, (count) => {
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
    withLimit(
      2,
      { maxConnectionsPerAddress: 1 },
      async (client, { sessions, peer, held }, release) => {
        const calls = [
          client.say({}, { timeoutMs: 20_000 }),
          client.say({}, { timeoutMs: 20_000 }),
        ];
        await eventually(() => held.length === 2, "the connection is full");
        await assert.rejects(client.say({}, { timeoutMs: 100 }), {
          code: "DEADLINE_EXCEEDED",
          rawMessage: `the time passed waiting for a free stream: 2 of 2 streams in use on 1 connection (SETTINGS_MAX_CONCURRENT_STREAMS of ${peer})`,
        });
        assert.equal(sessions.size, 1);
        release(2);
        await Promise.all(calls);
      },
    ));

  for (const kind of ["plain", "with interceptors"]) {
    it(`calls that share one timeout all name the limit, ${kind}`, () =>
      withLimit(2, { maxConnectionsPerAddress: 1 }, async (client, { peer, held }, release) => {
        const interceptors: Interceptor[] = kind === "plain" ? [] : [(call, next) => next(call)];
        const options = { timeoutMs: 100, interceptors };
        const unary = (count: number) =>
          Array.from({ length: count }, () => client.say({}, options));
        const streams = () => Array.from({ length: 5 }, () => collect(client.repeat({}, options)));
        // The first two are sent, and outlive the others.
        const first = [1, 2].map(() => client.say({}, { timeoutMs: 20_000, interceptors }));
        await eventually(() => held.length === 2, "the connection is full");
        const calls = [...unary(20), ...streams(), ...unary(20)];
        const texts = (await Promise.allSettled(calls)).map((result) => {
          assert.equal(result.status, "rejected");
          assert.equal(result.reason.code, "DEADLINE_EXCEEDED", String(result.reason.rawMessage));
          return String(result.reason.rawMessage);
        });
        const limit = new RegExp(
          `waiting for a free stream.*SETTINGS_MAX_CONCURRENT_STREAMS of ${peer}`,
        );
        for (const text of texts) assert.match(text, limit);
        release(2);
        await Promise.all(first);
      }));
  }

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

/** Reads a stream to its end. */
async function collect<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

/** Whether a HEADERS frame has come: the first of a call. */
function isCallFrame(bytes: Buffer): boolean {
  const preface = 24;
  for (let at = preface; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    if (bytes[at + 3] === 1) return true;
  }
  return false;
}

describe("a server that says GOAWAY to every connection it has", () => {
  /** Runs `body` with a target that disowns the first call of each of `count` connections. */
  async function withGoaways(
    count: number,
    body: (client: Client<typeof EchoService>, seen: { accepted: number }) => Promise<void>,
  ): Promise<void> {
    await withPair(echo, async ({ address }) => {
      const seen = { accepted: 0 };
      const server = createTcpServer((near) => {
        near.on("error", () => {});
        seen.accepted += 1;
        if (seen.accepted > count) {
          const far = connect(Number(address.split(":")[1]), "127.0.0.1");
          far.on("error", () => {});
          near.pipe(far).pipe(near);
          return;
        }
        // SETTINGS, and at the first call GOAWAY with lastStreamId 0 and NO_ERROR.
        near.write(Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 0, 0));
        let received = Buffer.alloc(0);
        near.on("data", (chunk: Buffer) => {
          received = Buffer.concat([received, chunk]);
          if (!isCallFrame(received)) return;
          near.write(Uint8Array.of(0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        });
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const channel = createChannel(`127.0.0.1:${port}`);
      try {
        await body(createClient(EchoService, channel), seen);
      } finally {
        await channel.close();
        server.close();
      }
    });
  }

  it("loses no call of any kind while it is replaced", () =>
    withGoaways(3, async (client, seen) => {
      assert.equal((await client.say({ text: "a" }, { timeoutMs: 20_000 })).text, "a");
      assert.equal(seen.accepted, 4);
    }));

  it("has what a stream of requests sent each time", () =>
    withGoaways(3, async (client, seen) => {
      const call = client.collect({ timeoutMs: 20_000 });
      await call.send({ text: "a" });
      // It may be disowned, and the next one opened, before this looks.
      await eventually(() => seen.accepted >= 2, "the second connection");
      await call.send({ text: "b" });
      await eventually(() => seen.accepted === 4, "the last connection");
      await call.send({ text: "c" });
      await call.close();
      assert.equal((await call.response).text, "abc");
      const texts: string[] = [];
      for await (const { text } of client.chat([{ text: "x" }, { text: "y" }])) texts.push(text);
      assert.deepEqual(texts, ["x", "y"]);
    }));

  it("is given up after five repetitions", () =>
    withGoaways(100, async (client, seen) => {
      await assert.rejects(client.say({}, { timeoutMs: 20_000 }), { code: "UNAVAILABLE" });
      assert.equal(seen.accepted, 6);
    }));
});

it("an address that accepts and says nothing does not hold up the next one", () =>
  withPair(echo, async ({ address }) => {
    const silent = createTcpServer((socket) => socket.on("error", () => {}).resume());
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const channel = createChannel(`ipv4:127.0.0.1:${port},${address}`, {
      connectionAttemptDelayMs: 100,
    });
    try {
      const startedAt = performance.now();
      const { text } = await createClient(EchoService, channel).say({ text: "a" });
      assert.equal(text, "a");
      // Without it the attempt would have taken its 20 s.
      assert.ok(performance.now() - startedAt < 10_000);
      await eventually(() => channel.connections === 1, "the other attempt's end");
    } finally {
      await channel.close();
      silent.close();
    }
  }));

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

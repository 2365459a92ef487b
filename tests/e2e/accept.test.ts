/** Connections that somebody else accepts, as web-standard streams: `server.accept`. */
import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { type ByteSocket, createChannel, createClient, createServer, type Server } from "tramline";
import { type EchoImplementation, echo, eventually } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";
import { webStreams } from "./web-streams.test.support.ts";

interface Served {
  readonly server: Server;
  readonly address: string;
  /** What `accept` returned, for each connection. */
  readonly ends: Promise<void>[];
  readonly sockets: Socket[];
}

async function serving(
  body: (served: Served) => Promise<void>,
  implementation: EchoImplementation = echo,
): Promise<void> {
  const server = createServer().add(EchoService, implementation);
  const ends: Promise<void>[] = [];
  const sockets: Socket[] = [];
  const listener = createTcpServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    const { readable, writable } = webStreams(socket);
    const remoteAddress = `${socket.remoteAddress}:${socket.remotePort}`;
    ends.push(server.accept({ readable, writable, opened: Promise.resolve({ remoteAddress }) }));
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  try {
    await body({ server, address, ends, sockets });
  } finally {
    await server.close({ graceMs: 0 });
    listener.close();
    await once(listener, "close");
  }
  await Promise.all(ends);
  assert.equal(server.openConnections, 0);
}

describe("server.accept", () => {
  it("serves gRPC: calls of every kind, small and large", () =>
    serving(async ({ server, address }) => {
      const channel = createChannel(address);
      const client = createClient(EchoService, channel);
      const large = "x".repeat(3_000_000);
      for (const text of ["a", large]) assert.equal((await client.say({ text })).text, text);
      const texts: string[] = [];
      for await (const { text } of client.repeat({ text: "r", count: 3 })) texts.push(text);
      assert.ok(texts.length > 0 && texts.every((text) => text === "r"));
      const many = await Promise.all(
        Array.from({ length: 50 }, (_, i) => client.say({ text: `${i}`.repeat(20_000) })),
      );
      assert.deepEqual(
        many.map(({ text }) => text.length),
        Array.from({ length: 50 }, (_, i) => `${i}`.length * 20_000),
      );
      assert.equal(server.openConnections, 1);
      await channel.close();
      await eventually(() => server.openConnections === 0, "the connection ends");
    }));

  it("has the peer that the socket names", async () => {
    const peers: string[] = [];
    const implementation: EchoImplementation = {
      ...echo,
      say(request, { peer }) {
        peers.push(peer);
        return request;
      },
    };
    await serving(async ({ address, sockets }) => {
      const channel = createChannel(address);
      await createClient(EchoService, channel).say({ text: "a" });
      assert.deepEqual(peers, [`127.0.0.1:${sockets[0]?.remotePort}`]);
      await channel.close();
    }, implementation);
  });

  it("serves HTTP/2 of node and HTTP/1.1", () =>
    serving(async ({ address }) => {
      const response = await fetch(`http://${address}/e2e.EchoService/Say`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"text":"one"}',
      });
      assert.deepEqual(await response.json(), { text: "one" });
      const session = http2.connect(`http://${address}`);
      const request = session.request({
        ":method": "POST",
        ":path": "/e2e.EchoService/Say",
        "content-type": "application/json",
      });
      request.end('{"text":"two"}');
      let body = "";
      for await (const chunk of request) body += String(chunk);
      assert.deepEqual(JSON.parse(body), { text: "two" });
      session.close();
      await once(session, "close");
    }));

  it("ends the calls of a client that is gone", async () => {
    let wasAborted = false;
    const waiting: EchoImplementation = {
      ...echo,
      async say(_request, { signal }) {
        await once(signal, "abort");
        wasAborted = true;
        return {};
      },
    };
    await serving(async ({ server, address, ends, sockets }) => {
      const channel = createChannel(address);
      const failing = assert.rejects(createClient(EchoService, channel).say({ text: "a" }), {
        code: "UNAVAILABLE",
      });
      await eventually(() => server.openCalls === 1, "the call begins");
      sockets[0]?.resetAndDestroy();
      await failing;
      await eventually(() => wasAborted, "the handler is aborted");
      await ends[0];
      await channel.close();
    }, waiting);
  });

  it("lets calls end when the server closes", async () => {
    let release = (): void => {};
    const seen = new Promise<void>((resolve) => {
      release = resolve;
    });
    const waiting: EchoImplementation = {
      ...echo,
      async say(request) {
        await seen;
        return request;
      },
    };
    await serving(async ({ server, address }) => {
      const channel = createChannel(address);
      const call = createClient(EchoService, channel).say({ text: "last" });
      await eventually(() => server.openCalls === 1, "the call begins");
      const closed = server.close();
      release();
      assert.equal((await call).text, "last");
      await closed;
      await channel.close();
    }, waiting);
  });

  it("turns away what comes after the server has closed", async () => {
    const server = createServer().add(EchoService, echo);
    await server.close();
    let isCancelled = false;
    const readable = new ReadableStream<Uint8Array>({
      cancel() {
        isCancelled = true;
      },
    });
    await server.accept({ readable, writable: new WritableStream() });
    assert.equal(isCancelled, true);
  });

  it("rejects what is not a pair of streams, or is in use", async () => {
    const server = createServer();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    for (const value of [undefined, {}, { readable }, 5]) {
      await assert.rejects(server.accept(value as unknown as ByteSocket), {
        code: "SOCKET_INVALID",
        message: /expected a socket .*, got /,
      });
    }
    readable.getReader();
    await assert.rejects(server.accept({ readable, writable }), {
      code: "SOCKET_INVALID",
      message: /locked/,
    });
    await server.close();
  });
});
